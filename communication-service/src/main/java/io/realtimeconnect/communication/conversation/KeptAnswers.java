package io.realtimeconnect.communication.conversation;

import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Answers kept for a day under an {@code Idempotency-Key} repeat what their user said. */
@Repository
class KeptAnswers implements Departure, Erasable {

    private final DatabaseClient db;

    KeptAnswers(DatabaseClient db) {
        this.db = db;
    }

    @Override
    public Mono<Void> departed(UUID userId) {
        return forget(userId);
    }

    @Override
    public Mono<Void> erased(UUID userId, Instant at) {
        return forget(userId);
    }

    private Mono<Void> forget(UUID userId) {
        return db.sql("DELETE FROM idempotency WHERE user_id = $1 AND state = 'done'")
                .bind(0, userId)
                .then();
    }
}
