package io.realtimeconnect.queuing.match;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Matches as one of the two sees them; those without a conversation yet are nobody's to see. */
@Component
public class Matches {

    private static final String SEEN = """
            SELECT m.id, m.common_interests, m.score, m.state, m.made_at, m.ended_at,
                   other.user_id AS partner_id, other.display_name AS partner_name
              FROM participation mine
              JOIN match m ON m.id = mine.match_id
              JOIN participation other ON other.match_id = m.id AND other.user_id <> mine.user_id
             WHERE mine.user_id = $1 AND mine.matched_at IS NOT NULL
            """;

    private final DatabaseClient db;

    public Matches(DatabaseClient db) {
        this.db = db;
    }

    /** A place in a user's list. */
    record Place(Instant at, UUID id) {

        static final Place LATEST = new Place(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1, -1));
    }

    /** A user's match; empty when it is not that user's or has no conversation yet. */
    public Mono<Match> find(UUID userId, UUID matchId) {
        return db.sql(SEEN + " AND mine.match_id = $2")
                .bind(0, userId)
                .bind(1, matchId)
                .map((row, meta) -> match(row))
                .one();
    }

    /** The match that the user is in now; empty while there is none or it has no conversation yet. */
    public Mono<Match> current(UUID userId) {
        return db.sql(SEEN + " AND mine.active")
                .bind(0, userId)
                .map((row, meta) -> match(row))
                .one();
    }

    /** Latest first, those after a place. */
    Flux<Match> of(UUID userId, Place after, int limit) {
        return db.sql(SEEN + """
                           AND (mine.matched_at, mine.match_id) < ($2, $3)
                         ORDER BY mine.matched_at DESC, mine.match_id DESC
                         LIMIT $4
                        """)
                .bind(0, userId)
                .bind(1, after.at())
                .bind(2, after.id())
                .bind(3, limit)
                .map((row, meta) -> match(row))
                .all();
    }

    private static Match match(Readable row) {
        UUID id = get(row, "id", UUID.class);
        return new Match(
                id,
                id,
                new Partner(get(row, "partner_id", UUID.class), get(row, "partner_name", String.class)),
                List.of(get(row, "common_interests", String[].class)),
                get(row, "score", Integer.class),
                get(row, "made_at", Instant.class),
                get(row, "state", String.class),
                row.get("ended_at", Instant.class));
    }

    private static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
