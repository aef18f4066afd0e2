package io.realtimeconnect.history.log;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Opens logs; the key of the head settles races. */
@Service
class Logs {

    private final DatabaseClient db;
    private final LogReader reader;
    private final Clock clock;

    Logs(DatabaseClient db, LogReader reader, Clock clock) {
        this.db = db;
        this.reader = reader;
        this.clock = clock;
    }

    /** @param isNew whether this call made it */
    record Opened(Head head, boolean isNew) {}

    /**
     * Opens the log of a conversation, or finds it open.
     *
     * @return signals {@link LogConflict} when it exists with other participants
     */
    Mono<Opened> open(UUID conversationId, Collection<UUID> participants, @Nullable Instant createdAt) {
        UUID[] users = participants.stream().distinct().sorted().toArray(UUID[]::new);
        Instant at = (createdAt == null ? clock.instant() : createdAt).truncatedTo(ChronoUnit.MICROS);
        return db.sql("""
                        WITH opened AS (
                          INSERT INTO head (conversation_id, participants, created_at, last_at)
                          VALUES ($1, $2, $3, $3)
                          ON CONFLICT (conversation_id) DO NOTHING
                          RETURNING conversation_id)
                        INSERT INTO participant (user_id, conversation_id, started_at)
                        SELECT unnest($2), conversation_id, $3 FROM opened
                        """)
                .bind(0, conversationId)
                .bind(1, users)
                .bind(2, at)
                .fetch()
                .rowsUpdated()
                .flatMap(added -> reader.head(conversationId).map(head -> new Opened(head, added > 0)))
                .filter(opened -> Set.copyOf(opened.head().participants()).equals(Set.copyOf(List.of(users))))
                .switchIfEmpty(Mono.error(LogConflict::new));
    }
}
