package io.realtimeconnect.perf.cache;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A moment before somebody begins to make the value of a key: what is made is kept only if nothing in the key's bucket has changed since.
 * For those who cannot hand their work to {@link TwoTierCache#get(String, Mono)}, which in addition lets one do it for all. Holds nothing
 * up, so it may be dropped.
 */
public final class UnchangedSince<V> {

    private final TwoTierCache<V> cache;
    private final String key;
    private final @Nullable Stamp stamp;
    private final long mark;

    /**
     * @param stamp of the bucket at that moment or before it, null where it is not known
     * @param mark what this process had heard by then
     */
    private UnchangedSince(TwoTierCache<V> cache, String key, @Nullable Stamp stamp, long mark) {
        this.cache = cache;
        this.key = key;
        this.stamp = stamp;
        this.mark = mark;
    }

    /** Asks Redis; without it this process alone keeps the value, until it can compare. */
    public static <V> Mono<UnchangedSince<V>> now(TwoTierCache<V> cache, String key) {
        return Mono.defer(() -> {
            LayeredCache<V> tiers = tiers(cache);
            if (tiers == null) {
                return Mono.just(new UnchangedSince<>(cache, key, null, 0));
            }
            long mark = tiers.local.mark(key);
            return tiers.remote
                    .stamp(CacheKeys.bucket(key))
                    .map(stamp -> new UnchangedSince<>(cache, key, stamp, mark))
                    .onErrorReturn(CacheUnavailable.class, new UnchangedSince<>(cache, key, null, mark));
        });
    }

    /** By what this process has heard of the bucket, for threads that may not wait. */
    public static <V> UnchangedSince<V> heard(TwoTierCache<V> cache, String key) {
        LayeredCache<V> tiers = tiers(cache);
        return tiers == null ? new UnchangedSince<>(cache, key, null, 0) : heard(cache, key, tiers.local.bucket(key));
    }

    /** The same for a key that is not known yet. */
    public static <V> Function<String, UnchangedSince<V>> heard(TwoTierCache<V> cache) {
        LayeredCache<V> tiers = tiers(cache);
        if (tiers == null) {
            return key -> new UnchangedSince<>(cache, key, null, 0);
        }
        List<UnchangedSince<V>> buckets = IntStream.range(0, CacheKeys.BUCKETS)
                .mapToObj(number -> heard(cache, "", tiers.local.bucket(number)))
                .toList();
        return key -> {
            UnchangedSince<V> then = buckets.get(CacheKeys.bucket(key));
            return new UnchangedSince<>(cache, key, then.stamp, then.mark);
        };
    }

    private static <V> UnchangedSince<V> heard(TwoTierCache<V> cache, String key, Bucket bucket) {
        synchronized (bucket) {
            String epoch = bucket.epoch;
            Stamp stamp = epoch == null ? null : new Stamp(epoch, bucket.highest, 0);
            return new UnchangedSince<>(cache, key, stamp, bucket.ticks);
        }
    }

    /**
     * Keeps the value, or its absence, unless something has changed or somebody else has filled the key. Never fails for want of Redis.
     *
     * @param value null for an absence
     * @param options null for what the cache is set up with
     */
    public Mono<Void> keep(@Nullable V value, @Nullable CacheOptions options) {
        LayeredCache<V> tiers = tiers(cache);
        if (tiers == null) {
            return Mono.empty();
        }
        Terms terms = options == null ? tiers.terms : Terms.of(tiers.settings, options);
        return truth(value).defaultIfEmpty(Optional.empty()).flatMap(known -> {
            V kept = known.orElse(null);
            if (stamp == null || tiers.repairs.concern(key)) {
                tiers.filling.keep(key, kept, null, mark, terms);
                return Mono.empty();
            }
            return tiers.remote
                    .token(key, "", terms.leaseMs())
                    .doOnNext(grant -> {
                        if (unchanged(grant)) {
                            tiers.filling.keep(key, kept, grant, mark, terms);
                        } else {
                            tiers.filling.giveBack(key, grant, terms);
                        }
                    })
                    .onErrorComplete(CacheUnavailable.class)
                    .then();
        });
    }

    private boolean unchanged(RemoteTier.Grant grant) {
        return stamp != null
                && grant.there() == null
                && grant.stamp().epoch().equals(stamp.epoch())
                && grant.stamp().seq() == stamp.seq();
    }

    /** What has been accepted meanwhile and is not in the source yet goes before what was made. */
    private Mono<Optional<V>> truth(@Nullable V value) {
        Mono<V> made = Mono.justOrEmpty(value);
        return (cache instanceof SourcedCache<V> sourced ? sourced.truth.over(key, made) : made).map(Optional::of);
    }

    /** Null where caches are off, and nothing is kept. */
    private static <V> @Nullable LayeredCache<V> tiers(TwoTierCache<V> cache) {
        TwoTierCache<V> behind = cache instanceof SourcedCache<V> sourced ? sourced.tiers : cache;
        return behind instanceof LayeredCache<V> both ? both : null;
    }
}
