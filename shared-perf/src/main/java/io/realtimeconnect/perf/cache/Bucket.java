package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.Nullable;

/** What an instance knows of a bucket. All but {@link #generation()} is read and written under its monitor. */
final class Bucket {

    final int number;
    private volatile int generation;

    /** Of the stamps seen last, null before the first. */
    @Nullable
    String epoch;

    /** The last change applied to the first tier; what was read before it is refused. */
    long applied;

    /** The last change of which anything was seen; Redis being behind it has lost writes. */
    long highest;

    /** The last change of our own; what was read before it is refused even if its message is still on the way. */
    long own;

    /** The last change that a message has told of. */
    long heard;

    /** Grows with everything that may make a load under way worthless. */
    long ticks;

    /** Holds entries that were never compared with Redis. */
    boolean blind;

    /** When the last of the entries is of no use any more, in nanoseconds; buckets not active hold nothing and are not compared. */
    long keptUntil;

    boolean active;

    /** How many comparisons must find it right before its last change counts as kept by Redis. */
    int unsettled;

    Bucket(int number) {
        this.number = number;
    }

    int generation() {
        return generation;
    }

    /** Forgets all entries at once: they are of a generation that no longer counts. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the monitor only
    void forget() {
        generation++;
        ticks++;
        blind = false;
        active = false;
    }

    void follow(String newEpoch, long seq) {
        if (!newEpoch.equals(epoch)) {
            epoch = newEpoch;
            own = 0;
            heard = 0;
        }
        applied = seq;
        highest = seq;
    }

    /** Whether a change is known that cannot be where two follow on each other: then Redis tells another history, and has lost ours. */
    boolean sawBetween(long before, long seq) {
        return between(before, own, seq) || between(before, heard, seq) || between(before, highest, seq);
    }

    private static boolean between(long before, long seq, long after) {
        return before < seq && seq < after;
    }

    /**
     * Whether values of that epoch may be from before changes that are known: it is another one, and they are young enough for a failover
     * to have lost them, and to have brought an old stamp back.
     */
    boolean doubts(String other) {
        return epoch != null && !epoch.equals(other) && unsettled > 0;
    }

    /** A change of our own. Its message says nothing new where nothing is between it and what is applied: no comparison misses it. */
    void wrote(long before, long seq) {
        if (before == applied) {
            applied = seq;
        }
        own = Math.max(own, seq);
        saw(seq);
    }

    void saw(long seq) {
        highest = Math.max(highest, seq);
    }
}
