package io.realtimeconnect.queuing.ticket;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of tickets. The key is the user, so nobody has two. */
@Component
public class Tickets {

    private static final String COLUMNS =
            "t.id, t.user_id, t.display_name, t.intent, t.interests, t.languages, t.state,"
                    + " t.joined_at, t.expires_at, t.match_id";

    private static final String NOT_BARRED = """
             AND NOT EXISTS (SELECT FROM bar b
                              WHERE b.user_id = t.user_id AND (b.expires_at IS NULL OR b.expires_at > $2))
            """;

    private final DatabaseClient db;

    public Tickets(DatabaseClient db) {
        this.db = db;
    }

    /**
     * Writes a waiting ticket.
     *
     * @return false when the user has one that waits or is taken, or when {@code capacity} are waiting
     */
    public Mono<Boolean> open(Ticket ticket, int capacity) {
        return db.sql("""
                        INSERT INTO ticket AS t (user_id, id, display_name, intent, interests, languages, state,
                                                 joined_at, expires_at)
                        SELECT $1, $2, $3, $4, $5, $6, 'waiting', $7, $8
                         WHERE (SELECT count(*) FROM ticket
                                 WHERE intent = $4 AND state = 'waiting' AND expires_at > $7) < $9
                            ON CONFLICT (user_id) DO UPDATE
                           SET id = excluded.id, display_name = excluded.display_name, intent = excluded.intent,
                               interests = excluded.interests, languages = excluded.languages,
                               state = excluded.state, joined_at = excluded.joined_at,
                               expires_at = excluded.expires_at
                         WHERE t.state = 'expired' OR (t.state = 'waiting' AND t.expires_at <= $7)
                        """)
                .bind(0, ticket.userId())
                .bind(1, ticket.id())
                .bind(2, ticket.displayName())
                .bind(3, ticket.intent().wire())
                .bind(4, ticket.interests().toArray(String[]::new))
                .bind(5, ticket.languages().toArray(String[]::new))
                .bind(6, ticket.joinedAt())
                .bind(7, ticket.expiresAt())
                .bind(8, capacity)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    public Mono<Ticket> of(UUID userId) {
        return db.sql("SELECT " + COLUMNS + " FROM ticket t WHERE t.user_id = $1")
                .bind(0, userId)
                .map((row, meta) -> ticket(row))
                .one();
    }

    /** Those who wait and may be matched, longest first. */
    public Flux<Ticket> waiting(Intent intent, Instant now) {
        return db.sql("SELECT " + COLUMNS + """
                         FROM ticket t
                        WHERE t.intent = $1 AND t.state = 'waiting' AND t.expires_at > $2
                        """ + NOT_BARRED + " ORDER BY t.joined_at, t.id")
                .bind(0, intent.wire())
                .bind(1, now)
                .map((row, meta) -> ticket(row))
                .all();
    }

    /** Where a ticket stands: its position from 1, and how many wait. */
    public Mono<Line> line(Ticket ticket, Instant now) {
        return db.sql("""
                        SELECT count(*) FILTER (WHERE (joined_at, id) <= ($3, $4)) AS position, count(*) AS waiting
                          FROM ticket
                         WHERE intent = $1 AND state = 'waiting' AND expires_at > $2
                        """)
                .bind(0, ticket.intent().wire())
                .bind(1, now)
                .bind(2, ticket.joinedAt())
                .bind(3, ticket.id())
                .map((row, meta) -> new Line(get(row, "position", Long.class), get(row, "waiting", Long.class)))
                .one();
    }

    /** How many wait for each intent for which somebody does. */
    public Mono<Map<Intent, Long>> waitingPerIntent(Instant now) {
        return db.sql("""
                        SELECT intent, count(*) AS waiting
                          FROM ticket
                         WHERE state = 'waiting' AND expires_at > $1
                         GROUP BY intent
                        """)
                .bind(0, now)
                .map((row, meta) ->
                        Map.entry(Intent.of(get(row, "intent", String.class)), get(row, "waiting", Long.class)))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** Locks tickets that still wait, passing over those that another instance has in hand; in the caller's transaction. */
    public Flux<UUID> lock(Collection<UUID> tickets, Instant now) {
        return db.sql("""
                        SELECT t.id
                          FROM ticket t
                         WHERE t.id = ANY($1) AND t.state = 'waiting' AND t.expires_at > $2
                        """ + NOT_BARRED + " ORDER BY t.id FOR UPDATE OF t SKIP LOCKED")
                .bind(0, tickets.toArray(UUID[]::new))
                .bind(1, now)
                .map((row, meta) -> get(row, "id", UUID.class))
                .all();
    }

    /** Marks locked tickets as taken, each by its match. */
    public Mono<Void> take(List<UUID> tickets, List<UUID> matches) {
        return db.sql("""
                        UPDATE ticket t
                           SET state = 'taken', match_id = n.match_id
                          FROM unnest($1::uuid[], $2::uuid[]) AS n (id, match_id)
                         WHERE t.id = n.id
                        """)
                .bind(0, tickets.toArray(UUID[]::new))
                .bind(1, matches.toArray(UUID[]::new))
                .then();
    }

    /** Lets tickets of a match that fell through wait again, each in its old place and for {@code atLeast} yet. */
    public Mono<Void> restore(UUID matchId, Instant now, Duration atLeast) {
        return db.sql("""
                        UPDATE ticket
                           SET state = 'waiting', match_id = NULL, expires_at = greatest(expires_at, $2)
                         WHERE match_id = $1
                        """).bind(0, matchId).bind(1, now.plus(atLeast)).then();
    }

    /** Removes the tickets of a match, or only that of one user. */
    public Mono<Void> remove(UUID matchId) {
        return db.sql("DELETE FROM ticket WHERE match_id = $1").bind(0, matchId).then();
    }

    public Mono<Void> removeTaken(UUID matchId, UUID userId) {
        return db.sql("DELETE FROM ticket WHERE match_id = $1 AND user_id = $2")
                .bind(0, matchId)
                .bind(1, userId)
                .then();
    }

    /** Removes whatever ticket a user has. */
    public Mono<Void> forget(UUID userId) {
        return db.sql("DELETE FROM ticket WHERE user_id = $1").bind(0, userId).then();
    }

    /** Removes the waiting ticket of a user; false when there is none. */
    public Mono<Boolean> leave(UUID userId, Instant now) {
        return depart(userId, "left", now);
    }

    /** Removes the waiting ticket of a user who is not to be matched any more; false when there is none. */
    public Mono<Boolean> bar(UUID userId, Instant now) {
        return depart(userId, "barred", now);
    }

    private Mono<Boolean> depart(UUID userId, String reason, Instant now) {
        return db.sql("""
                        WITH gone AS (
                          DELETE FROM ticket
                           WHERE user_id = $1 AND state = 'waiting' AND expires_at > $2
                          RETURNING intent, joined_at)
                        INSERT INTO departure (left_at, intent, reason, waited)
                        SELECT $2, intent, $3, $2 - joined_at FROM gone
                        """)
                .bind(0, userId)
                .bind(1, now)
                .bind(2, reason)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** Ends tickets whose time is up; the users whose tickets those are. */
    public Flux<UUID> expire(Instant now) {
        return db.sql("""
                        WITH due AS (
                          SELECT user_id FROM ticket
                           WHERE state = 'waiting' AND expires_at <= $1
                           ORDER BY user_id
                             FOR UPDATE SKIP LOCKED),
                        gone AS (
                          UPDATE ticket t SET state = 'expired' FROM due WHERE t.user_id = due.user_id
                          RETURNING t.user_id, t.intent, t.joined_at),
                        noted AS (
                          INSERT INTO departure (left_at, intent, reason, waited)
                          SELECT $1, intent, 'expired', $1 - joined_at FROM gone)
                        SELECT user_id FROM gone
                        """)
                .bind(0, now)
                .map((row, meta) -> get(row, "user_id", UUID.class))
                .all();
    }

    /** Removes what is only remembered: expired tickets after an hour, departures after a day. */
    public Mono<Void> forgetOld(Instant now) {
        return db.sql("DELETE FROM ticket WHERE state = 'expired' AND expires_at < $1")
                .bind(0, now.minus(Duration.ofHours(1)))
                .then()
                .then(db.sql("DELETE FROM departure WHERE left_at < $1")
                        .bind(0, now.minus(Duration.ofDays(1)))
                        .then());
    }

    private static Ticket ticket(Readable row) {
        return new Ticket(
                get(row, "id", UUID.class),
                get(row, "user_id", UUID.class),
                get(row, "display_name", String.class),
                Intent.of(get(row, "intent", String.class)),
                Set.of(get(row, "interests", String[].class)),
                Set.of(get(row, "languages", String[].class)),
                Ticket.State.valueOf(get(row, "state", String.class).toUpperCase(Locale.ROOT)),
                get(row, "joined_at", Instant.class),
                get(row, "expires_at", Instant.class),
                row.get("match_id", UUID.class));
    }

    private static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    /**
     * A place in the line.
     *
     * @param position from 1
     * @param waiting all who wait for the same intent
     */
    public record Line(long position, long waiting) {}
}
