package io.realtimeconnect.perf.cache.warm;

import reactor.core.publisher.Flux;

/**
 * A declared loader: a bean that reads through its cache what people will ask for soon. Runs at each start, for the first tier, and where the
 * service has jobs now and then, for the second.
 */
public interface WarmUp {

    /** Such as {@code recent-profiles}; for logs and health. */
    String name();

    /**
     * Loads entries; an element, of any kind, for each once it is loaded. Cancelled after {@code perf.cache.warm-up.max-entries} of them, and past
     * {@code perf.cache.warm-up.timeout}.
     */
    Flux<?> load();
}
