package io.realtimeconnect.perf.jobs;

import reactor.core.publisher.Mono;

/** A declared loader: a bean that reads through its cache what people will ask for soon. Runs after each start and then now and then. */
public interface WarmUp {

    /** Such as {@code recent-profiles}; for logs. */
    String name();

    /** Loads a bounded number of entries; how many. */
    Mono<Long> load();
}
