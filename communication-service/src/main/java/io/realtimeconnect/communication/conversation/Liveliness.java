package io.realtimeconnect.communication.conversation;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Knows of conversations in which something goes on that the log does not show, such as a call; a bean. */
public interface Liveliness {

    /** Those of the conversations that must not end for idleness now. */
    Mono<Set<UUID>> alive(Collection<UUID> conversations);
}
