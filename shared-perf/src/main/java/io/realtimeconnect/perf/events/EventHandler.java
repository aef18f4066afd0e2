package io.realtimeconnect.perf.events;

import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * A bean that follows the events of one other service, or of its own.
 *
 * <p>Called in order, one event at a time, by one instance at a time, in a transaction that also stores the position: the effect and
 * the position commit together. An error is retried with back-off and never skipped.
 */
public interface EventHandler {

    /** The service followed, such as {@code user-service}; at most one handler a source. */
    String source();

    /** The topics wanted; others are passed over. */
    Set<String> topics();

    Mono<Void> handle(Event event);
}
