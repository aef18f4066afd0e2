package io.realtimeconnect.perf.events;

import reactor.core.publisher.Mono;

/** Where a service writes its events, in the transaction of the change they tell of. */
public interface Outbox {

    /**
     * Writes one event in the caller's transaction.
     *
     * @param payload any value Jackson can write; its JSON is at most 64 KiB
     */
    Mono<Void> append(String topic, String key, Object payload);
}
