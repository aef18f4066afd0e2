package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.cache.CacheStatistics;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The caches of one instance since its start.
 *
 * @param count reads
 * @param hitRate of both tiers together, 0 to 1
 * @param entries in the first tier
 * @param redis whether the second tier answers, and its invalidations are heard
 */
public record CacheReport(
        boolean enabled,
        long count,
        long hits,
        long misses,
        double hitRate,
        long entries,
        long evictions,
        long stale,
        long unavailable,
        Map<String, Object> redis,
        List<CacheStatistics> caches) {

    static CacheReport of(boolean enabled, Collection<CacheStatistics> caches, Map<String, Object> redis) {
        long hits = caches.stream()
                .mapToLong(cache -> cache.localHits() + cache.remoteHits())
                .sum();
        long misses = caches.stream().mapToLong(CacheStatistics::misses).sum();
        return new CacheReport(
                enabled,
                hits + misses,
                hits,
                misses,
                hits + misses == 0 ? 0 : (double) hits / (hits + misses),
                caches.stream().mapToLong(CacheStatistics::entries).sum(),
                caches.stream().mapToLong(CacheStatistics::evictions).sum(),
                caches.stream().mapToLong(CacheStatistics::stale).sum(),
                caches.stream().mapToLong(CacheStatistics::unavailable).sum(),
                redis,
                List.copyOf(caches));
    }
}
