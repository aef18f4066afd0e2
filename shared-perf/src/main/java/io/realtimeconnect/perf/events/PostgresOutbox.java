package io.realtimeconnect.perf.events;

import io.realtimeconnect.perf.web.Ids;
import java.nio.charset.StandardCharsets;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes to {@link OutboxTable} in the caller's transaction and wakes the relay when that commits. */
final class PostgresOutbox implements Outbox {

    private static final int LARGEST = 64 * 1024;

    private final OutboxTable table;
    private final Runnable relay;
    private final JsonMapper json;

    PostgresOutbox(OutboxTable table, Runnable relay, JsonMapper json) {
        this.table = table;
        this.relay = relay;
        this.json = json;
    }

    @Override
    public Mono<Void> append(String topic, String key, Object payload) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .filter(TransactionSynchronizationManager::isActualTransactionActive)
                .switchIfEmpty(Mono.error(() -> new NoTransactionException("An event is written in a transaction")))
                .doOnNext(transaction -> transaction.registerSynchronization(new Wake()))
                .then(Mono.defer(() -> table.insert(Ids.next(), topic, key, text(topic, payload))));
    }

    private String text(String topic, Object payload) {
        String text = json.writeValueAsString(payload);
        if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            throw new IllegalArgumentException("An event of " + topic + " has more than " + LARGEST + " bytes");
        }
        return text;
    }

    private final class Wake implements TransactionSynchronization {

        @Override
        public Mono<Void> afterCommit() {
            return Mono.fromRunnable(relay);
        }
    }
}
