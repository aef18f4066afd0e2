package io.realtimeconnect.perf.cache;

import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The first tier: Caffeine, and per bucket what must not be put into it.
 *
 * <p>An entry is put only if nothing in its bucket has changed, as far as this instance knows, since it was read. Changes arrive in
 * order as messages; one that is missing, seen by a gap or by the comparison with Redis, forgets the bucket.
 */
final class LocalTier<V> {

    /** After how many comparisons without a difference a change is settled: no failover is going to lose it any more. */
    private static final int SETTLED = 10;

    private final LocalEntries<V> entries;
    private final Bucket[] buckets = new Bucket[CacheKeys.BUCKETS];
    private final LongSupplier nanos;
    private final Runnable admissions;

    /** @param evicted hears of entries that had to go: for want of room, or because their time was over */
    LocalTier(CacheSettings settings, LongSupplier nanos, Runnable admissions, Consumer<RemovalCause> evicted) {
        this.nanos = nanos;
        this.admissions = admissions;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new Bucket(i);
        }
        this.entries = new LocalEntries<>(settings, nanos, evicted);
    }

    /** An entry that still counts, fresh or not. */
    @Nullable
    LocalEntry<V> find(String key) {
        LocalEntry<V> entry = entries.get(key);
        return entry != null && entry.counts() ? entry : null;
    }

    Bucket bucket(String key) {
        return buckets[CacheKeys.bucket(key)];
    }

    Bucket bucket(int number) {
        return buckets[number];
    }

    /** Puts what was read or filled under the stamp, unless the bucket has moved on. */
    boolean admit(String key, Admission<V> what, Stamp stamp) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            if (!bucket.active && !stamp.epoch().equals(bucket.epoch) && !bucket.doubts(stamp.epoch())) {
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

    /** Puts what was loaded without Redis, to be forgotten at the next comparison; unless something has happened since. */
    boolean admitBlind(String key, Admission<V> what, long mark) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            if (bucket.ticks != mark) {
                return false;
            }
            bucket.blind = true;
            put(key, what, bucket, -1);
            return true;
        }
    }

    /** Before a write of our own: from here on nobody reads the old value, and loads under way are worthless. */
    long leave(String key) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            entries.remove(key);
            return ++bucket.ticks;
        }
    }

    /**
     * After a write of our own. Its message is yet to come.
     *
     * @param kept null keeps nothing of it
     * @return whether Redis has lost changes before it
     */
    boolean wrote(String key, Stamp stamp, long before, @Nullable Admission<V> kept) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            boolean same = stamp.epoch().equals(bucket.epoch);
            boolean lost = same ? bucket.sawBetween(before, stamp.seq()) : bucket.doubts(stamp.epoch());
            if (!same || lost) {
                bucket.forget();
                bucket.follow(stamp.epoch(), before);
            }
            bucket.unsettled = SETTLED;
            bucket.wrote(before, stamp.seq());
            bucket.ticks++;
            if (kept != null && stamp.seq() >= bucket.applied && stamp.seq() == bucket.own) {
                put(key, kept, bucket, stamp.seq());
            } else {
                entries.remove(key);
            }
            return lost;
        }
    }

    /**
     * After a change of our own of several keys of the bucket. Its message is yet to come.
     *
     * @param keys null if all may have changed
     * @return whether Redis has lost changes before it
     */
    boolean wrote(int number, Stamp stamp, @Nullable Collection<String> keys) {
        Bucket bucket = buckets[number];
        synchronized (bucket) {
            boolean same = stamp.epoch().equals(bucket.epoch);
            boolean lost = bucket.doubts(stamp.epoch());
            bucket.ticks++;
            if (keys == null || !same) {
                bucket.forget();
            } else {
                keys.forEach(entries::remove);
            }
            if (!same) {
                bucket.follow(stamp.epoch(), stamp.seq());
            }
            bucket.unsettled = SETTLED;
            bucket.own = Math.max(bucket.own, stamp.seq());
            bucket.saw(stamp.seq());
            return lost;
        }
    }

    /** What a message or a comparison says of the bucket. */
    enum Verdict {
        RIGHT,
        /** Changes have not been heard of. */
        MISSED,
        /** Redis itself knows nothing of changes that it has told. */
        LOST
    }

    /**
     * Applies a message.
     *
     * @param before the change before it
     * @param keys what has changed, null if all may have
     */
    Verdict changed(int number, String epoch, long before, long seq, @Nullable Collection<String> keys) {
        Bucket bucket = buckets[number];
        synchronized (bucket) {
            boolean same = epoch.equals(bucket.epoch);
            boolean lost = same ? bucket.sawBetween(before, seq) : bucket.doubts(epoch);
            boolean known = same && seq <= bucket.applied;
            boolean next = same && !known && before == bucket.applied && !lost;
            Verdict verdict = lost ? Verdict.LOST : known || next || !bucket.active ? Verdict.RIGHT : Verdict.MISSED;
            if (bucket.active && (keys == null || verdict != Verdict.RIGHT)) {
                bucket.forget();
            } else if (keys != null) {
                keys.forEach(key -> drop(key, seq));
            }
            if (next) {
                bucket.applied = seq;
                bucket.saw(seq);
            } else if (!known) {
                bucket.follow(epoch, seq);
            }
            bucket.ticks++;
            bucket.unsettled = SETTLED;
            bucket.heard = Math.max(bucket.heard, seq);
            return verdict;
        }
    }

    /** A load that may not fill: what it has left here is as old. */
    void overtaken(String key, long seq) {
        synchronized (bucket(key)) {
            drop(key, seq + 1);
        }
    }

    /**
     * What Redis is asked of a bucket.
     *
     * @param epoch as far as this instance knew when it asked
     * @param highest the change that Redis must have reached, in that epoch
     */
    record Question(Bucket bucket, @Nullable String epoch, long highest) {}

    /** Of the buckets worth comparing: those that hold something, have changed of late, or of which keys are being loaded. */
    List<Question> questions(Collection<String> loading) {
        BitSet busy = new BitSet(CacheKeys.BUCKETS);
        loading.forEach(key -> busy.set(CacheKeys.bucket(key)));
        List<Question> questions = new ArrayList<>();
        for (Bucket bucket : buckets) {
            synchronized (bucket) {
                if (bucket.active && nanos.getAsLong() - bucket.keptUntil > 0) {
                    bucket.forget();
                }
                if (bucket.active || bucket.unsettled > 0 || (busy.get(bucket.number) && bucket.epoch != null)) {
                    questions.add(new Question(bucket, bucket.epoch, bucket.highest));
                }
            }
        }
        return questions;
    }

    /** Forgets the bucket if Redis has come further than we were told, or has gone back. */
    Verdict compared(Question asked, Stamp stamp) {
        Bucket bucket = asked.bucket();
        synchronized (bucket) {
            boolean same = stamp.epoch().equals(bucket.epoch);
            boolean lost = same
                    ? stamp.epoch().equals(asked.epoch()) && stamp.seq() < asked.highest()
                    : bucket.doubts(stamp.epoch());
            boolean missed = !same || lost || stamp.seq() > bucket.applied;
            if (missed) {
                bucket.forget();
                bucket.follow(stamp.epoch(), stamp.seq());
            } else if (bucket.blind) {
                bucket.forget();
            } else if (bucket.unsettled > 0) {
                bucket.unsettled--;
            }
            return lost ? Verdict.LOST : missed ? Verdict.MISSED : Verdict.RIGHT;
        }
    }

    /** Buckets whose last changes Redis may yet lose. */
    List<Integer> unsettled() {
        return Arrays.stream(buckets)
                .filter(bucket -> {
                    synchronized (bucket) {
                        return bucket.unsettled > 0;
                    }
                })
                .map(bucket -> bucket.number)
                .toList();
    }

    /** A load begins: changes of its bucket are followed from here. */
    void note(String key, Stamp stamp) {
        Bucket bucket = bucket(key);
        synchronized (bucket) {
            if (bucket.epoch == null && !bucket.active) {
                bucket.follow(stamp.epoch(), stamp.seq());
            }
        }
    }

    void forget(int number) {
        Bucket bucket = buckets[number];
        synchronized (bucket) {
            bucket.forget();
        }
    }

    /** Forgets everything. */
    void forget() {
        for (Bucket bucket : buckets) {
            synchronized (bucket) {
                bucket.forget();
            }
        }
        entries.removeIf(entry -> !entry.counts());
    }

    /**
     * Lets an old value answer a little longer, so that a failing loader is not asked by everybody.
     *
     * @param windowMs how long past its freshness it may answer at all
     */
    void prolong(String key, LocalEntry<V> old, long freshMs, long windowMs) {
        synchronized (old.bucket()) {
            long now = nanos.getAsLong();
            if (find(key) == old && !old.fresh(now)) {
                long usefulUntil = Math.min(old.usefulUntil(), old.freshUntil() + windowMs * 1_000_000);
                entries.put(
                        key,
                        new LocalEntry<>(
                                old.value(),
                                old.bucket(),
                                old.generation(),
                                old.seq(),
                                Math.min(now + freshMs * 1_000_000, usefulUntil),
                                usefulUntil,
                                old.weight()));
            }
        }
    }

    long size() {
        return entries.size();
    }

    /** Drops what may answer no more: what no longer counts, values of no use even for emergencies, absences that are not fresh. */
    void cleanUp() {
        long now = nanos.getAsLong();
        entries.removeIf(entry -> !entry.counts() || !(entry.value() == null ? entry.fresh(now) : entry.useful(now)));
        entries.cleanUp();
    }

    /** What the values weigh together, in bytes. */
    long weight() {
        return entries.weight();
    }

    private void drop(String key, long before) {
        LocalEntry<V> there = find(key);
        if (there != null && there.seq() < before) {
            entries.remove(key);
        }
    }

    private void put(String key, Admission<V> what, Bucket bucket, long seq) {
        long now = nanos.getAsLong();
        long freshUntil = now + what.freshMs() * 1_000_000;
        long usefulUntil = freshUntil + what.afterlifeMs() * 1_000_000;
        entries.keepFor(usefulUntil - now);
        if (!bucket.active || usefulUntil - bucket.keptUntil > 0) {
            bucket.keptUntil = usefulUntil;
        }
        bucket.active = true;
        LocalEntry<V> before = entries.put(
                key,
                new LocalEntry<>(
                        what.value(), bucket, bucket.generation(), seq, freshUntil, usefulUntil, what.weight()));
        // what is put again while it is fresh, as when Redis has taken what was loaded, is the same entry still
        if (before == null || !before.counts() || !before.fresh(now)) {
            admissions.run();
        }
    }
}
