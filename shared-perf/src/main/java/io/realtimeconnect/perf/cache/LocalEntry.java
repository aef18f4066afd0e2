package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.Nullable;

/**
 * What the first tier holds of a key.
 *
 * @param value null is a known absence
 * @param generation the bucket's when it was put; another one now means that it no longer counts
 * @param seq the change of the bucket up to which it is known to be right, -1 if it never was compared
 * @param freshUntil nanoseconds of {@link System#nanoTime()}
 * @param usefulUntil when it is not even good for emergencies
 * @param weight in bytes, about
 */
record LocalEntry<V>(
        @Nullable V value, Bucket bucket, int generation, long seq, long freshUntil, long usefulUntil, int weight) {

    /** Whether its freshness ends that soon. */
    boolean endsWithin(long span, long now) {
        return freshUntil - now < span;
    }

    boolean counts() {
        return bucket.generation() == generation;
    }

    boolean useful(long now) {
        return now - usefulUntil < 0;
    }

    boolean fresh(long now) {
        return now - freshUntil < 0;
    }
}
