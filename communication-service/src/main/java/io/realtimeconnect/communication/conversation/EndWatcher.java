package io.realtimeconnect.communication.conversation;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Has something that ends with a conversation; a bean. */
public interface EndWatcher {

    /** Called when an end has been noted here, soon as a rule; an instance that dies leaves it out. */
    Mono<Void> ended(UUID conversationId);
}
