package io.realtimeconnect.communication.conversation;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Has something that goes when its user's account goes; a bean. */
public interface Departure {

    /** Called in the transaction that notes the event, perhaps more than once. */
    Mono<Void> departed(UUID userId);
}
