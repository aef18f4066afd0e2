package io.realtimeconnect.communication.conversation;

import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Has something that goes when its user's history is erased; a bean. */
public interface Erasable {

    /**
     * Called in the transaction that notes the event, perhaps more than once.
     *
     * @param at what came later stays
     */
    Mono<Void> erased(UUID userId, Instant at);
}
