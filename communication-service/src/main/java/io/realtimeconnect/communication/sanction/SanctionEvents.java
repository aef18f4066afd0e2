package io.realtimeconnect.communication.sanction;

import io.realtimeconnect.communication.sanction.Sanction.Kind;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Follows what moderators do, and wakes all instances once it is written here. */
@Component
class SanctionEvents implements EventHandler {

    private final SanctionTable table;
    private final SanctionWatch watch;
    private final JsonMapper json;
    private final Clock clock;

    SanctionEvents(SanctionTable table, SanctionWatch watch, JsonMapper json, Clock clock) {
        this.table = table;
        this.watch = watch;
        this.json = json;
        this.clock = clock;
    }

    private record Action(
            UUID actionId,
            UUID userId,
            Kind kind,
            String reason,
            @Nullable Instant expiresAt) {}

    @Override
    public String source() {
        return "moderation-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("action.taken", "action.lifted", "action.reworded");
    }

    @Override
    public Mono<Void> handle(Event event) {
        Action action = json.treeToValue(event.payload(), Action.class);
        if (event.topic().equals("action.reworded")) {
            return table.reword(action.actionId(), action.reason());
        }
        Mono<Void> written = event.topic().equals("action.lifted")
                ? table.lift(action.actionId(), event.position(), clock.instant())
                : table.insert(
                        new Sanction(
                                action.actionId(),
                                action.userId(),
                                action.kind(),
                                action.reason(),
                                action.expiresAt(),
                                false,
                                event.position()),
                        clock.instant());
        return wakeAfterCommit().then(written);
    }

    private Mono<Void> wakeAfterCommit() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .doOnNext(transaction -> transaction.registerSynchronization(new Wake()))
                .then();
    }

    private final class Wake implements TransactionSynchronization {

        @Override
        public Mono<Void> afterCommit() {
            return watch.wakeAll();
        }
    }
}
