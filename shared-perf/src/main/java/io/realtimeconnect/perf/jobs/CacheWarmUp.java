package io.realtimeconnect.perf.jobs;

import io.realtimeconnect.perf.cache.warm.WarmUps;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Fills the second tier of caches again, now and then, on one instance for all. */
class CacheWarmUp implements Job<Void> {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final WarmUps loaders;
    private final Duration every;

    CacheWarmUp(WarmUps loaders, Duration every) {
        this.loaders = loaders;
        this.every = every;
    }

    @Override
    public String name() {
        return "cache-warmup";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public Duration timeout() {
        return LONGEST.multipliedBy(Math.max(1, loaders.count()));
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        return loaders.run();
    }
}
