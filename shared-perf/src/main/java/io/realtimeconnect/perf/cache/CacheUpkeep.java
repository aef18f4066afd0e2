package io.realtimeconnect.perf.cache;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Now and then, off the event loops: the first tiers drop what may answer no more, which else lies there until it is read or its time is
 * over, and the log gets a line of figures for each cache that was read since the last. A round that is late is left out.
 */
final class CacheUpkeep implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(CacheUpkeep.class);

    private final TwoTierCaches caches;
    private final Map<String, Long> told = new HashMap<>();
    private final Disposable rounds;

    CacheUpkeep(TwoTierCaches caches, UpkeepProperties properties) {
        this.caches = caches;
        this.rounds = Disposables.composite(
                every(properties.cleanUp(), this::cleanUp), every(properties.statistics(), this::tell));
    }

    @Override
    public void destroy() {
        rounds.dispose();
    }

    private static Disposable every(Duration time, Runnable deed) {
        if (time.isZero()) {
            return Disposables.disposed();
        }
        Mono<Object> round = Mono.fromRunnable(deed)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorResume(e -> {
                    LOG.atWarn().setCause(e).log("cache.upkeep.failed");
                    return Mono.empty();
                });
        return Flux.interval(time)
                .onBackpressureDrop()
                .concatMap(tick -> round, 0)
                .subscribe();
    }

    private void cleanUp() {
        long dropped = caches.all().stream().mapToLong(TwoTierCache::cleanUp).sum();
        LOG.atDebug().addKeyValue("entries", dropped).log("cache.cleaned");
    }

    private void tell() {
        for (TwoTierCache<?> cache : caches.all()) {
            CacheStatistics figures = cache.statistics();
            Long before = told.put(figures.name(), figures.count());
            if (figures.count() == (before == null ? 0 : before)) {
                continue;
            }
            LOG.atInfo()
                    .addKeyValue("cache", figures.name())
                    .addKeyValue("reads", figures.count())
                    .addKeyValue("hitRate", figures.hitRate())
                    .addKeyValue("stale", figures.stale())
                    .addKeyValue("failSafe", figures.failSafe())
                    .addKeyValue("entries", figures.entries())
                    .addKeyValue("bytes", figures.weight())
                    .addKeyValue("evictions", figures.evictions())
                    .addKeyValue("loads", figures.loads())
                    .addKeyValue("meanLoadMs", figures.meanLoadMs())
                    .addKeyValue("gaps", figures.gaps())
                    .addKeyValue("unavailable", figures.unavailable())
                    .log("cache.statistics");
        }
    }
}
