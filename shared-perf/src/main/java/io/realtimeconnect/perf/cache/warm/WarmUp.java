package io.realtimeconnect.perf.cache.warm;

import reactor.core.publisher.Mono;

/**
 * A declared loader: a bean that reads through its cache what people will ask for soon. Runs at each start, for the first tier, and where the
 * service has jobs now and then, for the second.
 */
public interface WarmUp {

    /** Such as {@code recent-profiles}; for logs and health. */
    String name();

    /** Loads a bounded number of entries; how many. Past {@code perf.cache.warm-up.timeout} it is cancelled. */
    Mono<Long> load();
}
