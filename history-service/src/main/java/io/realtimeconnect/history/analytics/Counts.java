package io.realtimeconnect.history.analytics;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Counts in steps of time, of everybody or of one user. Steps where there is nothing are left out. */
@Repository
class Counts {

    private static final int TYPES = 50;

    private final DatabaseClient db;

    Counts(DatabaseClient db) {
        this.db = db;
    }

    /** @param name the type of event, empty for counts that have none */
    record Count(Instant start, String name, long n) {}

    /** Events by step and type; the most frequent types. */
    Flux<Count> events(Range range, @Nullable String type, @Nullable UUID user) {
        String counted = user == null ? """
                  SELECT minute AS at, type, n FROM event_total
                   WHERE minute >= :from AND minute < :to""" : """
                  SELECT minute AS at, type, n FROM event_own_total
                   WHERE user_id = :user AND minute >= :from AND minute < :to""";
        String sql = """
                WITH counted AS (
                  %s AND (:type::text IS NULL OR type = :type)),
                steps AS (
                  SELECT date_trunc(:span, at, 'UTC') AS start, type AS name, sum(n)::bigint AS n
                    FROM counted GROUP BY 1, 2),
                named AS (
                  SELECT name FROM steps GROUP BY name ORDER BY sum(n) DESC, name LIMIT %d)
                SELECT start, CASE WHEN name IN (SELECT name FROM named) THEN name ELSE '' END AS name, sum(n)::bigint AS n
                  FROM steps GROUP BY 1, 2
                """.formatted(counted, TYPES);
        GenericExecuteSpec spec = range(db.sql(sql), range, user);
        return (type == null ? spec.bindNull("type", String.class) : spec.bind("type", type))
                .map(Counts::count)
                .all();
    }

    /** Who sent an event or a message, by step. What is tallied is in {@code active}, what is younger is in the messages. */
    Flux<Count> activeUsers(Range range, @Nullable UUID user) {
        return range(
                        db.sql(seen(user) + "SELECT start, '' AS name, count(*) AS n FROM seen GROUP BY start"),
                        range,
                        user)
                .map(Counts::count)
                .all();
    }

    /** The same over the whole range: who comes in several steps counts once. */
    Mono<Long> recentlyActive(Range range, @Nullable UUID user) {
        return range(db.sql(seen(user) + "SELECT count(DISTINCT user_id) AS n FROM seen"), range, user)
                .map(row -> Objects.requireNonNull(row.get("n", Long.class)))
                .one();
    }

    private static String seen(@Nullable UUID user) {
        return """
                WITH seen AS (
                  SELECT at AS start, user_id FROM active
                   WHERE span = :span AND at >= :from AND at < :to AND %s
                   UNION
                  SELECT date_trunc(:span, m.created_at, 'UTC'), m.sender_id FROM message m, tally t
                   WHERE m.created_at >= t.through AND m.created_at >= :from AND m.created_at < :to AND %s)
                """.formatted(own("user_id", user), own("m.sender_id", user));
    }

    Flux<Count> messages(Range range, @Nullable UUID user) {
        String counted = user == null ? """
                  SELECT minute AS at, n FROM message_total WHERE minute >= :from AND minute < :to
                   UNION ALL
                  SELECT m.created_at, 1 FROM message m, tally t
                   WHERE m.created_at >= t.through AND m.created_at >= :from AND m.created_at < :to""" : """
                  SELECT m.created_at AS at, 1 AS n FROM participant p JOIN message m USING (conversation_id)
                   WHERE p.user_id = :user AND m.sender_id = :user AND m.created_at >= :from AND m.created_at < :to""";
        return range(
                        db.sql("SELECT date_trunc(:span, at, 'UTC') AS start, '' AS name, sum(n)::bigint AS n FROM ("
                                + counted + ") AS c GROUP BY 1"),
                        range,
                        user)
                .map(Counts::count)
                .all();
    }

    Flux<Count> matches(Range range, @Nullable UUID user) {
        return range(db.sql("""
                                SELECT date_trunc(:span, at, 'UTC') AS start, '' AS name, count(*) AS n FROM match
                                 WHERE at >= :from AND at < :to %s GROUP BY 1
                                """.formatted(user == null ? "" : "AND participants @> ARRAY[:user::uuid]")), range, user)
                .map(Counts::count)
                .all();
    }

    Mono<Long> openConversations(@Nullable UUID user) {
        GenericExecuteSpec spec =
                db.sql("SELECT count(DISTINCT conversation_id) AS n FROM participant WHERE ended_at IS NULL AND "
                        + own("user_id", user));
        return (user == null ? spec : spec.bind("user", user))
                .map(row -> Objects.requireNonNull(row.get("n", Long.class)))
                .one();
    }

    private static String own(String column, @Nullable UUID user) {
        return user == null ? "true" : column + " = :user";
    }

    private static GenericExecuteSpec range(GenericExecuteSpec spec, Range range, @Nullable UUID user) {
        GenericExecuteSpec bound = spec.bind("span", range.span().name())
                .bind("from", range.from())
                .bind("to", range.to());
        return user == null ? bound : bound.bind("user", user);
    }

    private static Count count(Readable row) {
        return new Count(
                Objects.requireNonNull(row.get("start", Instant.class)),
                Objects.requireNonNull(row.get("name", String.class)),
                Objects.requireNonNull(row.get("n", Long.class)));
    }
}
