package io.realtimeconnect.perf.jobs;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Fills caches before they are asked: on each instance once it has started, for its first tier, and as a recurring job for the second. A loader
 * that fails holds up no other.
 */
class CacheWarmUp implements Job<Void>, ApplicationListener<ApplicationReadyEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(CacheWarmUp.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final List<WarmUp> loaders;
    private final Duration every;
    private volatile @Nullable Disposable first;

    CacheWarmUp(List<WarmUp> loaders, Duration every) {
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
        return LONGEST.multipliedBy(Math.max(1, loaders.size()));
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        return Flux.fromIterable(loaders).concatMap(this::load).then();
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        first = run(name(), null).subscribe();
    }

    @EventListener
    void onClose(ContextClosedEvent event) {
        Disposable running = first;
        if (running != null) {
            running.dispose();
        }
    }

    private Mono<Long> load(WarmUp loader) {
        return loader.load()
                .timeout(LONGEST)
                .doOnNext(entries -> LOG.atInfo()
                        .addKeyValue("loader", loader.name())
                        .addKeyValue("entries", entries)
                        .log("cache.warm"))
                .onErrorResume(e -> {
                    LOG.atWarn()
                            .addKeyValue("loader", loader.name())
                            .addKeyValue("cause", e.toString())
                            .log("cache.cold");
                    return Mono.empty();
                });
    }
}
