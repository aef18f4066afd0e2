package io.realtimeconnect.perf.performance;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durations and their percentiles: eight buckets to each power of two of microseconds, so that a percentile is an upper bound, at most an
 * eighth too high. Some 900 bytes, no locks.
 */
final class Durations {

    private static final int FINE = 3;
    private static final int PARTS = 1 << FINE;
    private static final int POWERS = 27;

    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);
    private final AtomicIntegerArray buckets = new AtomicIntegerArray(POWERS * PARTS);

    void add(long duration) {
        count.increment();
        nanos.add(duration);
        max.accumulate(duration);
        buckets.incrementAndGet(bucket(duration / 1000));
    }

    long count() {
        return count.sum();
    }

    double totalMs() {
        return nanos.sum() / 1e6;
    }

    double meanMs() {
        long n = count.sum();
        return n == 0 ? 0 : totalMs() / n;
    }

    double maxMs() {
        return max.get() / 1e6;
    }

    /** @param share such as 0.95 */
    double percentileMs(double share) {
        long all = 0;
        for (int i = 0; i < buckets.length(); i++) {
            all += buckets.get(i);
        }
        long wanted = Math.max(1, (long) Math.ceil(all * share));
        long seen = 0;
        for (int i = 0; i < buckets.length(); i++) {
            seen += buckets.get(i);
            if (seen >= wanted) {
                return Math.min(maxMs(), above(i) / 1000.0);
            }
        }
        return maxMs();
    }

    static int bucket(long micros) {
        if (micros < PARTS) {
            return (int) Math.max(0, micros);
        }
        int power = 63 - Long.numberOfLeadingZeros(micros);
        int part = (int) (micros >> (power - FINE)) & (PARTS - 1);
        return Math.min(POWERS * PARTS - 1, (power - FINE + 1) * PARTS + part);
    }

    /** The first value, in microseconds, that is above everything in the bucket. */
    static long above(int bucket) {
        if (bucket < PARTS) {
            return bucket + 1L;
        }
        int power = bucket / PARTS + FINE - 1;
        return (long) (PARTS + bucket % PARTS + 1) << (power - FINE);
    }
}
