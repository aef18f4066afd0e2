package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.cache.CacheStatistics;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The caches of one instance since its start.
 *
 * @param count reads, each of which is one hit, one miss, stale or coalesced
 * @param hitRate hits of both tiers and old values, of all reads, 0 to 1
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
        long coalesced,
        long unavailable,
        Map<String, Object> redis,
        List<CacheStatistics> caches) {

    static CacheReport of(boolean enabled, Collection<CacheStatistics> caches, Map<String, Object> redis) {
        long hits = caches.stream()
                .mapToLong(cache -> cache.localHits() + cache.remoteHits())
                .sum();
        long stale = caches.stream().mapToLong(CacheStatistics::stale).sum();
        long count = caches.stream().mapToLong(CacheStatistics::count).sum();
        return new CacheReport(
                enabled,
                count,
                hits,
                caches.stream().mapToLong(CacheStatistics::misses).sum(),
                CacheStatistics.hitRate(caches),
                caches.stream().mapToLong(CacheStatistics::entries).sum(),
                caches.stream().mapToLong(CacheStatistics::evictions).sum(),
                stale,
                caches.stream().mapToLong(CacheStatistics::coalesced).sum(),
                caches.stream().mapToLong(CacheStatistics::unavailable).sum(),
                redis,
                List.copyOf(caches));
    }
}
