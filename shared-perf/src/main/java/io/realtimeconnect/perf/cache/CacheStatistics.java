package io.realtimeconnect.perf.cache;

import java.util.concurrent.TimeUnit;

/**
 * Figures of one cache in this instance, since it started.
 *
 * @param count reads, each of which is one hit, one miss, stale or coalesced
 * @param entries in the first tier
 * @param weight what their values weigh, in bytes; estimated where the first tier is bounded by entries
 * @param hitsPerEntry mean hits in the first tier of each entry that it took in
 * @param misses reads that began a load and waited for it
 * @param localHitRate of the first tier where it did not answer with an old value, 0 to 1
 * @param remoteHitRate of the second tier, asked where the first had nothing, 0 to 1
 * @param hitRate hits of both tiers and old values, of all reads, 0 to 1; 0 before the first read
 * @param stale reads answered with an old value at once, while it was loaded anew
 * @param failSafe old values that stood in for a load that failed or was slow
 * @param coalesced reads that shared another caller's load
 * @param meanLoadMs of successful loads, in milliseconds
 * @param gaps buckets forgotten because changes had been missed
 * @param unavailable operations that went on without Redis
 */
public record CacheStatistics(
        String name,
        long count,
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
        long failSafe,
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
        long old = m.stale.sum();
        long shared = m.coalesced.sum();
        long missed = m.misses.sum();
        long reads = hits + old + missed + shared;
        return new CacheStatistics(
                name,
                reads,
                local.size(),
                local.weight(),
                m.localHits.sum(),
                m.remoteHits.sum(),
                missed,
                admissions == 0 ? 0 : (double) m.localHits.sum() / admissions,
                share(m.localHits.sum(), reads - old),
                share(m.remoteHits.sum(), m.remoteHits.sum() + missed),
                share(hits + old, reads),
                old,
                m.failSafe.sum(),
                shared,
                m.puts.sum(),
                m.removals.sum(),
                m.evictions.sum(),
                m.invalidations.sum(),
                m.gaps.sum(),
                m.unavailable.sum(),
                m.loads.count(),
                m.loads.mean(TimeUnit.MILLISECONDS));
    }

    /** Of a cache that does nothing. */
    static CacheStatistics none(String name) {
        return new CacheStatistics(name, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static double share(long part, long of) {
        return of <= 0 ? 0 : (double) part / of;
    }
}
