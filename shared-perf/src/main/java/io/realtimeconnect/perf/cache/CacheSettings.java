package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.CacheProperties.Overrides;
import io.realtimeconnect.perf.cache.CacheProperties.Revalidation;
import io.realtimeconnect.perf.cache.CacheProperties.Strategy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The settings of one cache, defaults and overrides together.
 *
 * @param bound which setting is to be raised if the first tier is to hold more
 */
record CacheSettings(
        String name,
        String namespace,
        @Nullable String type,
        int schema,
        Strategy strategy,
        Duration ttl,
        Duration localTtl,
        Duration negativeTtl,
        Duration failSafe,
        Duration staleWhileRevalidate,
        Duration eagerRefresh,
        Duration softTimeout,
        Duration hardTimeout,
        Duration leaseWait,
        double jitter,
        int maxEntries,
        @Nullable DataSize maxWeight,
        String bound,
        int compressAbove,
        int maxValue) {

    static CacheSettings of(String application, String name, CacheProperties all) {
        return of(application, name, all, null);
    }

    /** @param weight of its first tier, where its own settings say nothing of its size */
    static CacheSettings of(String application, String name, CacheProperties all, @Nullable DataSize weight) {
        Overrides own = all.caches().getOrDefault(name, Overrides.NONE);
        int wanted = or(own.maxEntries(), all.maxEntries());
        int ceiling = or(all.entriesCeiling(), Integer.MAX_VALUE);
        DataSize maxWeight = own.maxWeight() == null && own.maxEntries() == null ? weight : own.maxWeight();
        Duration ttl = or(own.ttl(), all.ttl());
        Revalidation revalidation = own.revalidation() == null ? all.revalidation() : own.revalidation();
        return new CacheSettings(
                name,
                or(own.namespace(), application + "." + name),
                own.type(),
                own.schema(),
                or(own.strategy(), all.strategy()),
                ttl,
                or(own.localTtl(), all.localTtl()),
                or(own.negativeTtl(), all.negativeTtl()),
                or(own.failSafe(), all.failSafe()),
                revalidation(revalidation, or(own.staleWhileRevalidate(), all.staleWhileRevalidate()), ttl),
                or(own.eagerRefresh(), all.eagerRefresh()),
                or(own.softTimeout(), all.softTimeout()),
                or(own.hardTimeout(), all.hardTimeout()),
                or(own.leaseWait(), all.leaseWait()),
                or(own.jitter(), all.jitter()),
                Math.min(wanted, ceiling),
                maxWeight,
                maxWeight == null && ceiling <= wanted
                        ? "perf.cache.entries-ceiling"
                        : "perf.cache.caches." + name + (maxWeight == null ? ".max-entries" : ".max-weight"),
                bytes(or(own.compressAbove(), all.compressAbove())),
                bytes(or(own.maxValue(), all.maxValue())));
    }

    private static int bytes(DataSize size) {
        return (int) Math.min(Integer.MAX_VALUE, size.toBytes());
    }

    private static Duration revalidation(@Nullable Revalidation how, Duration window, Duration ttl) {
        if (how == null) {
            return window;
        }
        return how == Revalidation.SIMPLE ? Duration.ZERO : window.isZero() ? ttl : window;
    }

    /** How long after its freshness a value is of any use. */
    Duration afterlife() {
        return failSafe.compareTo(staleWhileRevalidate) > 0 ? failSafe : staleWhileRevalidate;
    }

    /** How long before the end of its freshness in the first tier a value is loaded anew; 0 never. */
    long eagerNanos() {
        if (eagerRefresh.isZero()) {
            return 0;
        }
        Duration longest = (ttl.compareTo(localTtl) < 0 ? ttl : localTtl).dividedBy(2);
        return (eagerRefresh.compareTo(longest) < 0 ? eagerRefresh : longest).toNanos();
    }

    /** A time to live, varied by the jitter. */
    long varied(Duration ttl) {
        double factor = 1 + jitter * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Math.max(1, (long) (ttl.toMillis() * factor));
    }

    /** The same with what the options say. */
    CacheSettings with(CacheOptions options) {
        int compressFrom = options.compress == null ? compressAbove : options.compress ? 0 : Integer.MAX_VALUE;
        return new CacheSettings(
                name,
                namespace,
                type,
                schema,
                strategy,
                or(options.ttl, ttl),
                options.localTtl == null || options.localTtl.compareTo(localTtl) > 0 ? localTtl : options.localTtl,
                or(options.negativeTtl, negativeTtl),
                or(options.failSafe, failSafe),
                or(options.staleWhileRevalidate, staleWhileRevalidate),
                or(options.eagerRefresh, eagerRefresh),
                or(options.softTimeout, softTimeout),
                or(options.hardTimeout, hardTimeout),
                leaseWait,
                or(options.jitter, jitter),
                maxEntries,
                maxWeight,
                bound,
                compressFrom,
                maxValue);
    }

    private static <T> T or(@Nullable T own, T all) {
        return own == null ? all : own;
    }
}
