package io.realtimeconnect.perf.cache;

import java.util.concurrent.TimeUnit;

/**
 * Figures of one cache in this instance, since it started.
 *
 * @param entries in the first tier
 * @param weight what they weigh, in bytes; -1 where the first tier is bounded by entries
 * @param hitsPerEntry mean hits in the first tier of each entry that it took in
 * @param localHitRate of the first tier, 0 to 1
 * @param remoteHitRate of the second tier, asked where the first had nothing, 0 to 1
 * @param hitRate of both tiers together, 0 to 1; 0 before the first read
 * @param stale reads answered with an old value on purpose
 * @param coalesced callers that shared another caller's load
 * @param meanLoadMs of successful loads, in milliseconds
 * @param gaps buckets forgotten because changes had been missed
 * @param unavailable operations that went on without Redis
 */
public record CacheStatistics(
        String name,
        long entries,
        long weight,
        long localHits,
        long remoteHits,
        long misses,
        double hitsPerEntry,
        double localHitRate,
        double remoteHitRate,
        double hitRate,
        long stale,
        long coalesced,
        long puts,
        long removals,
        long evictions,
        long invalidations,
        long gaps,
        long unavailable,
        long loads,
        double meanLoadMs) {

    static CacheStatistics of(String name, LocalTier<?> local, CacheMeters m) {
        long admissions = m.admissions.sum();
        long hits = m.localHits.sum() + m.remoteHits.sum();
        long reads = hits + m.misses.sum();
        return new CacheStatistics(
                name,
                local.size(),
                local.weight(),
                m.localHits.sum(),
                m.remoteHits.sum(),
                m.misses.sum(),
                admissions == 0 ? 0 : (double) m.localHits.sum() / admissions,
                share(m.localHits.sum(), reads),
                share(m.remoteHits.sum(), reads - m.localHits.sum()),
                share(hits, reads),
                m.stale.sum(),
                m.coalesced.sum(),
                m.puts.sum(),
                m.removals.sum(),
                m.evictions.sum(),
                m.invalidations.sum(),
                m.gaps.sum(),
                m.unavailable.sum(),
                m.loads.count(),
                m.loads.mean(TimeUnit.MILLISECONDS));
    }

    private static double share(long part, long of) {
        return of <= 0 ? 0 : (double) part / of;
    }
}
