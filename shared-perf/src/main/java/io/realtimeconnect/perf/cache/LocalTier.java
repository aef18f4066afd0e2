package io.realtimeconnect.perf.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The first tier: Caffeine, and per bucket what must not be put into it.
 *
 * <p>An entry is put only if nothing in its bucket has changed, as far as this instance knows, since it was read. Changes arrive in
 * order as messages; one that is missing, seen by a gap or by the comparison with Redis, forgets the bucket.
 */
final class LocalTier<V> {

    private final Cache<String, LocalEntry<V>> entries;
    private final Bucket[] buckets = new Bucket[CacheKeys.BUCKETS];
    private final LongSupplier nanos;
    private final long keptNanos;
    private final long afterlifeNanos;

    LocalTier(CacheSettings settings, LongSupplier nanos, Runnable evicted) {
        this.nanos = nanos;
        this.afterlifeNanos = settings.afterlife().toNanos();
        this.keptNanos = settings.localTtl().toNanos() + afterlifeNanos;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new Bucket(i);
        }
        this.entries = Caffeine.newBuilder()
                .maximumSize(settings.maxEntries())
                .expireAfter(Expiry.<String, LocalEntry<V>>writing(
                        (key, entry) -> Duration.ofNanos(Math.max(0, entry.usefulUntil() - nanos.getAsLong()))))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .evictionListener(
                        (@Nullable String key, @Nullable LocalEntry<V> entry, RemovalCause cause) -> evicted.run())
                .build();
    }

    /** An entry that still counts, fresh or not. */
    @Nullable
    LocalEntry<V> find(String key) {
        LocalEntry<V> entry = entries.getIfPresent(key);
        return entry != null && entry.counts() ? entry : null;
    }

    Bucket bucket(String key) {
        return buckets[CacheKeys.bucket(key)];
    }

    /** Puts what was read or filled under the stamp, unless the bucket has moved on. */
    boolean admit(String key, @Nullable V value, Stamp stamp, long freshMs) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            if (!bucket.active && !stamp.epoch().equals(bucket.epoch)) {
                bucket.follow(stamp.epoch(), stamp.seq());
            }
            if (!stamp.epoch().equals(bucket.epoch) || stamp.seq() < bucket.applied || stamp.seq() < bucket.own) {
                return false;
            }
            LocalEntry<V> there = find(key);
            if (there != null && there.seq() > stamp.seq()) {
                return false;
            }
            if (!bucket.active) {
                bucket.applied = stamp.seq();
            }
            bucket.saw(stamp.seq());
            put(key, value, bucket, stamp.seq(), freshMs);
            return true;
        }
    }

    /** What a load without Redis must show when it wants to put: nothing has happened since. */
    long mark(String key) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            return bucket.ticks;
        }
    }

    /** Puts what was loaded without Redis, to be forgotten at the next comparison. */
    void admitBlind(String key, @Nullable V value, long mark, long freshMs) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            if (bucket.ticks == mark) {
                bucket.blind = true;
                put(key, value, bucket, -1, freshMs);
            }
        }
    }

    /** Before a write of our own: from here on nobody reads the old value, and loads under way are worthless. */
    long leave(String key) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            entries.invalidate(key);
            return ++bucket.ticks;
        }
    }

    /** After a write of our own. Its message is yet to come. */
    void wrote(String key, Stamp stamp, long before, @Nullable V value, boolean keep, long freshMs) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            if (!stamp.epoch().equals(bucket.epoch)) {
                bucket.forget();
                bucket.follow(stamp.epoch(), before);
            }
            bucket.saw(stamp.seq());
            bucket.own = Math.max(bucket.own, stamp.seq());
            bucket.ticks++;
            if (keep && stamp.seq() >= bucket.applied && stamp.seq() == bucket.own) {
                put(key, value, bucket, stamp.seq(), freshMs);
            } else {
                entries.invalidate(key);
            }
        }
    }

    /**
     * Applies a message; false if messages before it were lost.
     *
     * @param before the change before it
     */
    boolean changed(int number, String epoch, long before, long seq, @Nullable String key) {
        Bucket bucket = buckets[number];
        synchronized (bucket) {
            bucket.ticks++;
            boolean known = epoch.equals(bucket.epoch) && seq <= bucket.applied;
            boolean next = epoch.equals(bucket.epoch) && before == bucket.applied;
            if (!bucket.active) {
                if (!known) {
                    bucket.follow(epoch, seq);
                }
                return true;
            }
            if (key == null || !(known || next)) {
                bucket.forget();
                bucket.follow(epoch, known ? bucket.applied : seq);
                return known || next;
            }
            LocalEntry<V> there = find(key);
            if (there != null && there.seq() < seq) {
                entries.invalidate(key);
            }
            if (next) {
                bucket.applied = seq;
                bucket.saw(seq);
            }
            return true;
        }
    }

    /** The buckets worth comparing. */
    List<Bucket> active() {
        List<Bucket> active = new ArrayList<>();
        for (Bucket bucket : buckets) {
            synchronized (bucket) {
                if (bucket.active && nanos.getAsLong() - bucket.lastPut > keptNanos) {
                    bucket.forget();
                }
                if (bucket.active) {
                    active.add(bucket);
                }
            }
        }
        return active;
    }

    /** The change that Redis must have reached when it is asked from now on. */
    static long highest(Bucket bucket) {
        synchronized (bucket) {
            return bucket.highest;
        }
    }

    /**
     * Forgets the bucket if Redis has come further than we were told, or has gone back.
     *
     * @param asked the {@link #highest} when the question was sent
     * @return whether nothing had been missed
     */
    boolean compared(Bucket bucket, Stamp stamp, long asked) {
        synchronized (bucket) {
            boolean missed = !stamp.epoch().equals(bucket.epoch) || stamp.seq() < asked || stamp.seq() > bucket.applied;
            if (missed) {
                bucket.forget();
                bucket.follow(stamp.epoch(), stamp.seq());
            } else if (bucket.blind) {
                bucket.forget();
            }
            return !missed;
        }
    }

    /** Forgets everything. */
    void forget() {
        for (Bucket bucket : buckets) {
            synchronized (bucket) {
                bucket.forget();
            }
        }
        entries.invalidateAll();
    }

    /** Lets an old value answer a little longer, so that a failing loader is not asked by everybody. */
    void prolong(String key, LocalEntry<V> old, long freshMs) {
        synchronized (old.bucket()) {
            if (find(key) == old) {
                long until = nanos.getAsLong() + freshMs * 1_000_000;
                entries.put(
                        key,
                        new LocalEntry<>(
                                old.value(), old.bucket(), old.generation(), old.seq(), until, old.usefulUntil()));
            }
        }
    }

    long size() {
        return entries.estimatedSize();
    }

    void cleanUp() {
        entries.asMap().values().removeIf(entry -> !entry.counts());
        entries.cleanUp();
    }

    private void put(String key, @Nullable V value, Bucket bucket, long seq, long freshMs) {
        long now = nanos.getAsLong();
        long freshUntil = now + freshMs * 1_000_000;
        bucket.active = true;
        bucket.lastPut = now;
        entries.put(
                key,
                new LocalEntry<>(value, bucket, bucket.generation(), seq, freshUntil, freshUntil + afterlifeNanos));
    }
}
