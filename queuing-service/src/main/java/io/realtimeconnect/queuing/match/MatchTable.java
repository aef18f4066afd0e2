package io.realtimeconnect.queuing.match;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.queuing.match.PendingMatch.Player;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tables of matches and of those who take part; an index allows one active match a user. */
@Component
class MatchTable {

    private final DatabaseClient db;

    MatchTable(DatabaseClient db) {
        this.db = db;
    }

    /** A pair with the id of its match. */
    record Made(UUID id, Pair pair) {}

    /** Pairs among the users that are blocked, or parted or were refused after these times. */
    Mono<Unmeetable> unmeetable(Collection<UUID> users, Instant partedAfter, Instant refusedAfter) {
        return db.sql("""
                        SELECT blocker_id AS one, blocked_id AS other
                          FROM block
                         WHERE blocker_id = ANY($1) AND blocked_id = ANY($1)
                        UNION ALL
                        SELECT low_id, high_id
                          FROM match
                         WHERE low_id = ANY($1) AND high_id = ANY($1)
                           AND ended_at > CASE state WHEN 'cancelled' THEN $3 ELSE $2 END
                           AND ended_at > least($2, $3)
                        """)
                .bind(0, users.toArray(UUID[]::new))
                .bind(1, partedAfter)
                .bind(2, refusedAfter)
                .map((row, meta) -> List.of(get(row, "one", UUID.class), get(row, "other", UUID.class)))
                .all()
                .collect(Unmeetable::new, (all, pair) -> all.add(pair.get(0), pair.get(1)));
    }

    /** Writes matches, in the caller's transaction, leased to this instance. */
    Mono<Void> insert(List<Made> made, Instant now, Duration lease) {
        return db.sql("""
                        INSERT INTO match (id, intent, low_id, high_id, common_interests, score, state, made_at,
                                           attempts, leased_until)
                        SELECT id, intent, least(one, other), greatest(one, other), string_to_array(interests, E'\\n'), score, 'pending', $7,
                               1, $8
                          FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::integer[])
                               AS m (id, intent, one, other, interests, score)
                        """)
                .bind(0, column(made, Made::id, UUID[]::new))
                .bind(1, column(made, m -> m.pair().first().intent().wire(), String[]::new))
                .bind(2, column(made, m -> m.pair().first().userId(), UUID[]::new))
                .bind(3, column(made, m -> m.pair().second().userId(), UUID[]::new))
                .bind(4, column(made, m -> String.join("\n", m.pair().commonInterests()), String[]::new))
                .bind(5, column(made, m -> m.pair().score(), Integer[]::new))
                .bind(6, now)
                .bind(7, now.plus(lease))
                .then()
                .then(participate(made, now));
    }

    private Mono<Void> participate(List<Made> made, Instant now) {
        List<Seat> seats = made.stream()
                .flatMap(m -> m.pair()
                        .tickets()
                        .map(ticket -> new Seat(m.id(), ticket.userId(), ticket.displayName(), ticket.joinedAt())))
                .toList();
        return db.sql("""
                        INSERT INTO participation (match_id, user_id, display_name, waited, active)
                        SELECT match_id, user_id, display_name, $5 - joined_at, true
                          FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[])
                               AS p (match_id, user_id, display_name, joined_at)
                        """)
                .bind(0, column(seats, Seat::match, UUID[]::new))
                .bind(1, column(seats, Seat::user, UUID[]::new))
                .bind(2, column(seats, Seat::displayName, String[]::new))
                .bind(3, column(seats, Seat::joinedAt, Instant[]::new))
                .bind(4, now)
                .then();
    }

    private record Seat(UUID match, UUID user, String displayName, Instant joinedAt) {}

    /** Pending matches that nobody is at, now leased to the caller. */
    Flux<PendingMatch> claim(Instant now, Duration lease, int limit) {
        return db.sql("""
                        WITH claimed AS (
                          UPDATE match m
                             SET attempts = m.attempts + 1, leased_until = $2
                            FROM (SELECT id FROM match
                                   WHERE state = 'pending' AND leased_until <= $1
                                   ORDER BY leased_until
                                   LIMIT $3
                                     FOR UPDATE SKIP LOCKED) AS free
                           WHERE m.id = free.id
                          RETURNING m.id, m.attempts, m.common_interests, m.score, m.made_at)
                        SELECT c.*, p.user_ids, p.display_names
                          FROM claimed c
                         CROSS JOIN LATERAL (
                               SELECT array_agg(user_id ORDER BY user_id) AS user_ids,
                                      array_agg(display_name ORDER BY user_id) AS display_names
                                 FROM participation WHERE match_id = c.id) AS p
                        """)
                .bind(0, now)
                .bind(1, now.plus(lease))
                .bind(2, limit)
                .map((row, meta) -> pending(row))
                .all();
    }

    private static PendingMatch pending(Readable row) {
        UUID[] users = get(row, "user_ids", UUID[].class);
        String[] names = get(row, "display_names", String[].class);
        return new PendingMatch(
                get(row, "id", UUID.class),
                List.of(new Player(users[0], names[0]), new Player(users[1], names[1])),
                List.of(get(row, "common_interests", String[].class)),
                get(row, "score", Integer.class),
                get(row, "made_at", Instant.class),
                get(row, "attempts", Integer.class));
    }

    /** Gives a pending match back, to be tried again from that time on. */
    Mono<Void> postpone(UUID matchId, Instant until) {
        return db.sql("UPDATE match SET leased_until = $2 WHERE id = $1 AND state = 'pending'")
                .bind(0, matchId)
                .bind(1, until)
                .then();
    }

    /** Pending becomes open; how long each of the two had waited, nothing when it was not pending any more. */
    Flux<Duration> open(UUID matchId, Instant now) {
        return db.sql("""
                        WITH opened AS (
                          UPDATE match SET state = 'open', opened_at = $2 WHERE id = $1 AND state = 'pending'
                          RETURNING id, made_at)
                        UPDATE participation p SET matched_at = opened.made_at FROM opened WHERE p.match_id = opened.id
                        RETURNING (extract(epoch FROM p.waited) * 1000)::bigint AS waited
                        """)
                .bind(0, matchId)
                .bind(1, now)
                .map((row, meta) -> Duration.ofMillis(get(row, "waited", Long.class)))
                .all();
    }

    /** Pending becomes cancelled; false when it was not pending any more. */
    Mono<Boolean> cancel(UUID matchId, Instant now) {
        return close("cancelled", "state = 'pending'", matchId, now);
    }

    /** Pending (the conversation was quicker than our relay) or open becomes ended; false when it was neither. */
    Mono<Boolean> end(UUID matchId, Instant now) {
        return close("ended", "state IN ('pending', 'open')", matchId, now);
    }

    private Mono<Boolean> close(String state, String from, UUID matchId, Instant now) {
        return db.sql("""
                        WITH closed AS (
                          UPDATE match SET state = '%1$s', ended_at = $2 WHERE id = $1 AND %2$s
                          RETURNING id, CASE state WHEN 'ended' THEN made_at END AS matched_at)
                        UPDATE participation p SET active = false, matched_at = closed.matched_at
                          FROM closed WHERE p.match_id = closed.id
                        """.formatted(state, from))
                .bind(0, matchId)
                .bind(1, now)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    Flux<UUID> players(UUID matchId) {
        return db.sql("SELECT user_id FROM participation WHERE match_id = $1 ORDER BY user_id")
                .bind(0, matchId)
                .map((row, meta) -> get(row, "user_id", UUID.class))
                .all();
    }

    private static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    private static <T, V> V[] column(Collection<T> all, Function<? super T, V> member, IntFunction<V[]> array) {
        return all.stream().map(member).toArray(array);
    }
}
