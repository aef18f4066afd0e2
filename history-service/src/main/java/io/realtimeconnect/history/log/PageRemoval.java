package io.realtimeconnect.history.log;

import java.util.Collection;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Takes what was taken back out of pages that are kept: nobody is given them any more, but they hold it still. */
interface PageRemoval {

    /** Soon after the commit of the caller's transaction, whatever dies. */
    Mono<Void> afterCommit(Collection<UUID> conversations);

    /** At once; signals {@link IllegalStateException} where Redis may still have some: then it is to be repeated. */
    Mono<Void> now(UUID conversation);
}
