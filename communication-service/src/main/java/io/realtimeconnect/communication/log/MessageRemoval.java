package io.realtimeconnect.communication.log;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Has something that goes with a message when that is deleted or withdrawn; a bean. */
public interface MessageRemoval {

    /** Comes before the log is asked, which may refuse; an error keeps it from being asked. */
    Mono<Void> before(UUID conversationId, UUID messageId);

    /** The log has done it. May be missing: an instance may die, a caller may go. */
    Mono<Void> after(UUID messageId);
}
