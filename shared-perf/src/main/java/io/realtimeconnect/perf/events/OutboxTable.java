package io.realtimeconnect.perf.events;

import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The tables {@code outbox} and {@code outbox_position}. */
final class OutboxTable {

    private static final int AT_ONCE = 1_000;

    private final DatabaseClient database;
    private final TransactionalOperator transactions;
    private final JsonMapper json;

    OutboxTable(DatabaseClient database, TransactionalOperator transactions, JsonMapper json) {
        this.database = database;
        this.transactions = transactions;
        this.json = json;
    }

    Mono<Void> insert(UUID id, String topic, String key, String payload) {
        return database.sql("INSERT INTO outbox (id, topic, key, payload) VALUES (:id, :topic, :key, :payload)")
                .bind("id", id)
                .bind("topic", topic)
                .bind("key", key)
                .bind("payload", Json.of(payload))
                .then();
    }

    /**
     * Numbers rows that have been committed; one instance at a time, and only its commit shows the numbers, so that no reader ever
     * sees a position before a lower one.
     *
     * @return how many, at most {@value #AT_ONCE}
     */
    Mono<Long> number() {
        Mono<Long> numbered = database.sql("""
                        WITH fresh AS (
                            SELECT seq, row_number() OVER (ORDER BY seq) AS n
                            FROM (SELECT seq FROM outbox WHERE position IS NULL ORDER BY seq LIMIT :most) unnumbered
                        ), numbered AS (
                            UPDATE outbox o SET position = (SELECT position FROM outbox_position) + fresh.n
                            FROM fresh WHERE o.seq = fresh.seq
                            RETURNING o.position
                        )
                        UPDATE outbox_position SET position = position + (SELECT count(*) FROM numbered)
                        RETURNING (SELECT count(*) FROM numbered) AS n
                        """)
                .bind("most", AT_ONCE)
                .map(row -> number(row, "n"))
                .one();
        // two statements: the second must see what was committed while the first waited for the lock
        Mono<Long> locked = database.sql("SELECT position FROM outbox_position FOR UPDATE")
                .map(row -> number(row, "position"))
                .one()
                .then(numbered);
        return anyUnnumbered().flatMap(any -> any ? locked.as(transactions::transactional) : Mono.just(0L));
    }

    private Mono<Boolean> anyUnnumbered() {
        return database.sql("SELECT EXISTS (SELECT FROM outbox WHERE position IS NULL) AS any")
                .map(row -> Objects.requireNonNull(row.get("any", Boolean.class)))
                .one();
    }

    /** @param topics empty for all */
    Mono<EventPage> after(long after, int limit, Collection<String> topics) {
        String sql = """
                SELECT p.position AS head, p.dropped, o.position, o.id, o.topic, o.key, o.created_at, o.payload
                FROM outbox_position p
                LEFT JOIN LATERAL (
                    SELECT * FROM outbox
                    WHERE position > :after AND (cardinality(:topics) = 0 OR topic = ANY(:topics))
                    ORDER BY position LIMIT :limit
                ) o ON true
                ORDER BY o.position
                """;
        return database.sql(sql)
                .bind("after", after)
                .bind("topics", topics.toArray(String[]::new))
                .bind("limit", limit)
                .map(row -> new Line(
                        number(row, "head"),
                        number(row, "dropped"),
                        row.get("position") == null ? List.of() : List.of(event(row))))
                .all()
                .collectList()
                .map(lines -> page(lines, after, limit));
    }

    private static EventPage page(List<Line> lines, long after, int limit) {
        List<Event> events =
                lines.stream().flatMap(line -> line.event().stream()).toList();
        Line first = lines.get(0);
        long last = events.size() < limit
                ? Math.max(after, first.head())
                : events.get(events.size() - 1).position();
        return new EventPage(events, last, first.dropped());
    }

    private Event event(Readable row) {
        return new Event(
                number(row, "position"),
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("topic", String.class)),
                Objects.requireNonNull(row.get("key", String.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                json.readTree(
                        Objects.requireNonNull(row.get("payload", Json.class)).asString()));
    }

    /** Removes some of what is older than the retention; how many. */
    Mono<Long> drop(Duration retention) {
        return database.sql("""
                        WITH gone AS (
                            DELETE FROM outbox WHERE seq IN (
                                SELECT seq
                                FROM (SELECT seq, created_at FROM outbox WHERE position IS NOT NULL ORDER BY position LIMIT :most) oldest
                                WHERE created_at < now() - make_interval(secs => :seconds))
                            RETURNING position
                        ), marked AS (
                            UPDATE outbox_position SET dropped = greatest(dropped, (SELECT max(position) FROM gone))
                            WHERE EXISTS (SELECT FROM gone)
                        )
                        SELECT count(*) AS n FROM gone
                        """)
                .bind("most", AT_ONCE)
                .bind("seconds", (double) retention.toSeconds())
                .map(row -> number(row, "n"))
                .one();
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    private record Line(long head, long dropped, List<Event> event) {}
}
