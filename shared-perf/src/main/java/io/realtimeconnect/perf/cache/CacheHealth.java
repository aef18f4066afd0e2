package io.realtimeconnect.perf.cache;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The caches: degraded while Redis does not answer (the first tier goes on alone) or while changes by others are not heard. */
final class CacheHealth implements HealthPart {

    private final LayeredCaches caches;
    private final Supplier<@Nullable ServerFigures> server;

    CacheHealth(LayeredCaches caches) {
        this(caches, () -> null);
    }

    /** @param server gives what Redis last said of itself */
    CacheHealth(LayeredCaches caches, Supplier<@Nullable ServerFigures> server) {
        this.caches = caches;
        this.server = server;
    }

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public Mono<PartHealth> check() {
        return caches.link()
                .call(redis -> redis.ping())
                .map(pong -> caches.signals().hears()
                        ? PartHealth.healthy(details())
                        : PartHealth.degraded("invalidations not heard", details()))
                .onErrorResume(
                        CacheUnavailable.class,
                        e -> Mono.just(PartHealth.degraded("second tier unreachable", details())));
    }

    @Override
    public Map<String, ?> details() {
        CircuitBreaker breaker = caches.link().breaker();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("breaker", breaker.getState().name());
        details.put("connected", caches.link().connected());
        details.put("listening", caches.signals().hears());
        ServerFigures figures = server.get();
        if (figures != null) {
            details.put("server", figures);
        }
        List<CacheStatistics> all =
                caches.all().stream().map(TwoTierCache::statistics).toList();
        details.put("hitRate", CacheStatistics.hitRate(all));
        details.put("caches", all);
        return details;
    }
}
