package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.CacheProperties.Overrides;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The settings of one cache, defaults and overrides together. */
record CacheSettings(
        String name,
        String namespace,
        int schema,
        Duration ttl,
        Duration localTtl,
        Duration negativeTtl,
        Duration failSafe,
        Duration staleWhileRevalidate,
        Duration softTimeout,
        Duration hardTimeout,
        Duration leaseWait,
        double jitter,
        int maxEntries,
        int compressAbove,
        int maxValue) {

    static CacheSettings of(String application, String name, CacheProperties all) {
        Overrides own = all.caches()
                .getOrDefault(name, new Overrides(null, 1, null, null, null, null, null, null, null, null, null, null));
        return new CacheSettings(
                name,
                or(own.namespace(), application + "." + name),
                own.schema(),
                or(own.ttl(), all.ttl()),
                or(own.localTtl(), all.localTtl()),
                or(own.negativeTtl(), all.negativeTtl()),
                or(own.failSafe(), all.failSafe()),
                or(own.staleWhileRevalidate(), all.staleWhileRevalidate()),
                or(own.softTimeout(), all.softTimeout()),
                or(own.hardTimeout(), all.hardTimeout()),
                all.leaseWait(),
                all.jitter(),
                or(own.maxEntries(), all.maxEntries()),
                (int) or(own.compressAbove(), all.compressAbove()).toBytes(),
                (int) or(own.maxValue(), all.maxValue()).toBytes());
    }

    /** How long after its freshness a value is of any use. */
    Duration afterlife() {
        return failSafe.compareTo(staleWhileRevalidate) > 0 ? failSafe : staleWhileRevalidate;
    }

    /** A time to live, varied by the jitter. */
    long varied(Duration ttl) {
        double factor = 1 + jitter * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Math.max(1, (long) (ttl.toMillis() * factor));
    }

    private static <T> T or(@Nullable T own, T all) {
        return own == null ? all : own;
    }
}
