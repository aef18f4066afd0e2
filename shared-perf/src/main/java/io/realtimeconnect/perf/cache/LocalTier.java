package io.realtimeconnect.perf.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

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
    private final Runnable admissions;
    private final long keptNanos;

    LocalTier(CacheSettings settings, LongSupplier nanos, Runnable admissions, Runnable evicted) {
        this.nanos = nanos;
        this.admissions = admissions;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new Bucket(i);
        }
        DataSize maxWeight = settings.maxWeight();
        Caffeine<Object, Object> bounded = Caffeine.newBuilder();
        if (maxWeight == null) {
            bounded.maximumSize(settings.maxEntries());
        } else {
            bounded.maximumWeight(maxWeight.toBytes())
                    .weigher((Object key, Object entry) -> Math.max(1, ((LocalEntry<?>) entry).weight()));
        }
        // one time for all: a variable one would write to the entry at each read
        this.keptNanos = Duration.ofMillis((long) (settings.localTtl().toMillis() * (1 + settings.jitter())))
                .plus(settings.afterlife())
                .toNanos();
        this.entries = bounded.expireAfterWrite(Duration.ofNanos(Math.max(1, keptNanos)))
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
    boolean admit(String key, Admission<V> what, Stamp stamp) {
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
            put(key, what, bucket, stamp.seq());
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
    void admitBlind(String key, Admission<V> what, long mark) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            if (bucket.ticks == mark) {
                bucket.blind = true;
                put(key, what, bucket, -1);
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

    /**
     * After a write of our own. Its message is yet to come.
     *
     * @param kept null keeps nothing of it
     */
    void wrote(String key, Stamp stamp, long before, @Nullable Admission<V> kept) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            if (!stamp.epoch().equals(bucket.epoch)) {
                bucket.forget();
                bucket.follow(stamp.epoch(), before);
            }
            bucket.saw(stamp.seq());
            bucket.own = Math.max(bucket.own, stamp.seq());
            bucket.ticks++;
            if (kept != null && stamp.seq() >= bucket.applied && stamp.seq() == bucket.own) {
                put(key, kept, bucket, stamp.seq());
            } else {
                entries.invalidate(key);
            }
        }
    }

    /**
     * Applies a message; false if messages before it were lost.
     *
     * @param before the change before it
     * @param keys what has changed, null if all may have
     */
    boolean changed(int number, String epoch, long before, long seq, @Nullable Collection<String> keys) {
        Bucket bucket = buckets[number];
        synchronized (bucket) {
            bucket.ticks++;
            boolean known = epoch.equals(bucket.epoch) && seq <= bucket.applied;
            boolean next = epoch.equals(bucket.epoch) && before == bucket.applied && !bucket.sawBetween(before, seq);
            if (!bucket.active) {
                if (!known) {
                    bucket.follow(epoch, seq);
                }
                return true;
            }
            if (keys == null || !(known || next)) {
                bucket.forget();
                bucket.follow(epoch, known ? bucket.applied : seq);
                return known || next;
            }
            keys.forEach(key -> drop(key, seq));
            if (next) {
                bucket.applied = seq;
                bucket.saw(seq);
            }
            return true;
        }
    }

    /** A load that may not fill: what it has left here is as old. */
    void overtaken(String key, long seq) {
        synchronized (bucket(key)) {
            drop(key, seq + 1);
        }
    }

    /** The buckets worth comparing. */
    List<Bucket> active() {
        List<Bucket> active = new ArrayList<>();
        for (Bucket bucket : buckets) {
            synchronized (bucket) {
                if (bucket.active && nanos.getAsLong() - bucket.keptUntil > 0) {
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
                                old.value(),
                                old.bucket(),
                                old.generation(),
                                old.seq(),
                                until,
                                old.usefulUntil(),
                                old.weight()));
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

    /** What the entries weigh together, in bytes; -1 where they are counted. */
    long weight() {
        return entries.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(-1))
                .orElse(-1L);
    }

    private void drop(String key, long before) {
        LocalEntry<V> there = find(key);
        if (there != null && there.seq() < before) {
            entries.invalidate(key);
        }
    }

    private void put(String key, Admission<V> what, Bucket bucket, long seq) {
        long now = nanos.getAsLong();
        long freshUntil = now + what.freshMs() * 1_000_000;
        long usefulUntil = Math.min(freshUntil + what.afterlifeMs() * 1_000_000, now + keptNanos);
        if (!bucket.active || usefulUntil - bucket.keptUntil > 0) {
            bucket.keptUntil = usefulUntil;
        }
        bucket.active = true;
        admissions.run();
        entries.put(
                key,
                new LocalEntry<>(
                        what.value(), bucket, bucket.generation(), seq, freshUntil, usefulUntil, what.weight()));
    }
}
