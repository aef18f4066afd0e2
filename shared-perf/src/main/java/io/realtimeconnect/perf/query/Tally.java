package io.realtimeconnect.perf.query;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts and durations of one kind of statement; percentiles are upper bounds of power-of-two buckets, at most twice too high. */
final class Tally {

    private static final int BUCKETS = 40;

    final LongAdder count = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder slow = new LongAdder();
    final LongAdder rows = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder firstRowNanos = new LongAdder();
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);
    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);

    void add(StatementRun run, boolean isSlow) {
        count.increment();
        if (run.failed()) {
            errors.increment();
        }
        if (isSlow) {
            slow.increment();
        }
        rows.add(run.rows());
        nanos.add(run.nanos());
        firstRowNanos.add(run.firstRowNanos());
        max.accumulate(run.nanos());
        buckets.incrementAndGet(Math.min(BUCKETS - 1, 64 - Long.numberOfLeadingZeros(run.nanos() >> 10)));
    }

    double meanMs() {
        long n = count.sum();
        return n == 0 ? 0 : nanos.sum() / 1e6 / n;
    }

    double meanFirstRowMs() {
        long n = count.sum();
        return n == 0 ? 0 : firstRowNanos.sum() / 1e6 / n;
    }

    double maxMs() {
        return max.get() / 1e6;
    }

    double totalMs() {
        return nanos.sum() / 1e6;
    }

    /** @param share such as 0.95 */
    double percentileMs(double share) {
        long wanted = (long) Math.ceil(count.sum() * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += buckets.get(i);
            if (seen >= wanted && seen > 0) {
                return Math.min(maxMs(), (1L << i) * 1024 / 1e6);
            }
        }
        return maxMs();
    }
}
