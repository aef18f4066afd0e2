package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.springframework.util.unit.DataSize;

/**
 * Figures of one cache in this instance, since it started.
 *
 * @param count reads, each of which is one hit, one miss, stale or coalesced
 * @param entries in the first tier
 * @param maxEntries how many may be there, 0 where their weight is bounded
 * @param weight what their values weigh, in bytes; estimated where the first tier is bounded by entries
 * @param maxWeight what they may weigh, in bytes, 0 where entries are bounded
 * @param bound the setting that bounds the first tier; empty where nothing is kept
 * @param admissions entries that the first tier took in; what is put over one that is fresh, without a removal between, is still that one
 * @param hitsPerEntry mean hits in the first tier of each entry that it took in
 * @param misses reads that began a load and waited for it
 * @param localHitRate of the first tier where it did not answer with an old value, 0 to 1
 * @param remoteHitRate of the second tier, asked where the first had nothing, 0 to 1
 * @param hitRate hits of both tiers and old values, of all reads, 0 to 1; 0 before the first read
 * @param stale reads answered with an old value at once, while it was loaded anew
 * @param failSafe old values that stood in for a load that failed or was slow
 * @param coalesced reads that shared another caller's load
 * @param meanLoadMs of successful loads, in milliseconds
 * @param puts values and absences that came in: put, or filled in by a load
 * @param removals of a key, a tag, a prefix, a pattern or everything, one each
 * @param evictions entries that the first tier had no room for
 * @param gaps buckets forgotten because changes had been missed
 * @param unavailable operations that went on without Redis
 */
public record CacheStatistics(
        String name,
        long count,
        long entries,
        long maxEntries,
        long weight,
        long maxWeight,
        String bound,
        long admissions,
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

    static CacheStatistics of(CacheSettings settings, LocalTier<?> local, CacheMeters m) {
        DataSize maxWeight = settings.maxWeight();
        long admissions = m.admissions.sum();
        long hits = m.localHits.sum() + m.remoteHits.sum();
        long old = m.stale.sum();
        long shared = m.coalesced.sum();
        long missed = m.misses.sum();
        long reads = hits + old + missed + shared;
        return new CacheStatistics(
                settings.name(),
                reads,
                local.size(),
                maxWeight == null ? settings.maxEntries() : 0,
                local.weight(),
                maxWeight == null ? 0 : maxWeight.toBytes(),
                settings.bound(),
                admissions,
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
        return new CacheStatistics(name, 0, 0, 0, 0, 0, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Hits of both tiers and old values, of all reads of all of them, 0 to 1; 0 before the first read. */
    public static double hitRate(Collection<CacheStatistics> caches) {
        return share(
                caches.stream()
                        .mapToLong(cache -> cache.localHits() + cache.remoteHits() + cache.stale())
                        .sum(),
                caches.stream().mapToLong(CacheStatistics::count).sum());
    }

    private static double share(long part, long of) {
        return of <= 0 ? 0 : (double) part / of;
    }
}
