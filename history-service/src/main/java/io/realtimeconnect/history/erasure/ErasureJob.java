package io.realtimeconnect.history.erasure;

import io.realtimeconnect.history.export.ExportTable;
import io.realtimeconnect.history.ingest.EventTable;
import io.realtimeconnect.history.log.LogErasure;
import io.realtimeconnect.perf.events.Outbox;
import io.realtimeconnect.perf.jobs.Job;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Erases a user's own content: messages become shells, events and what was counted of them go, exports go, kept answers go. Ids of who
 * met whom when stay, for they are the other one's too. The other services learn it at the end.
 */
@Component
class ErasureJob implements Job<ErasureJob.Order> {

    private final LogErasure messages;
    private final EventTable events;
    private final ExportTable exports;
    private final Outbox outbox;
    private final DatabaseClient db;
    private final TransactionalOperator transaction;

    ErasureJob(
            LogErasure messages,
            EventTable events,
            ExportTable exports,
            Outbox outbox,
            DatabaseClient db,
            TransactionalOperator transaction) {
        this.messages = messages;
        this.events = events;
        this.exports = exports;
        this.outbox = outbox;
        this.db = db;
        this.transaction = transaction;
    }

    record Order(UUID userId) {}

    @Override
    public String name() {
        return "history-erasure";
    }

    @Override
    public Class<Order> dataType() {
        return Order.class;
    }

    @Override
    public Duration timeout() {
        return Duration.ofHours(1);
    }

    /** Days, for it must not be given up. */
    @Override
    public int attempts() {
        return 200;
    }

    @Override
    public int priority() {
        return 10;
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Order order) {
        UUID userId = Objects.requireNonNull(order).userId();
        return messages.erase(userId).then(Mono.defer(() -> rest(UUID.fromString(instance), userId)));
    }

    private Mono<Void> rest(UUID jobId, UUID userId) {
        return events.erase(userId)
                .then(exports.erase(userId))
                .then(keptAnswers(userId))
                .then(Mono.defer(() ->
                        outbox.append("history.erased", userId.toString(), Map.of("userId", userId, "jobId", jobId))))
                .as(transaction::transactional);
    }

    /** What was answered to a POST with an Idempotency-Key. */
    private Mono<Void> keptAnswers(UUID userId) {
        return db.sql("DELETE FROM idempotency WHERE user_id = $1 AND state = 'done'")
                .bind(0, userId)
                .then();
    }
}
