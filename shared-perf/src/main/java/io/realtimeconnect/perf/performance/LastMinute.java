package io.realtimeconnect.perf.performance;

import java.util.concurrent.atomic.AtomicLongArray;

/** What happened in each of the last sixty seconds. Two threads that open a second at once may lose each other's first count. */
final class LastMinute {

    private static final int SECONDS = 60;

    private final AtomicLongArray second = new AtomicLongArray(SECONDS);
    private final AtomicLongArray counts = new AtomicLongArray(SECONDS);
    private final AtomicLongArray errors = new AtomicLongArray(SECONDS);
    private final AtomicLongArray nanos = new AtomicLongArray(SECONDS);

    /** @param now any clock, in seconds */
    void add(long now, long duration, boolean failed) {
        int slot = (int) Math.floorMod(now, (long) SECONDS);
        long there = second.get(slot);
        if (there != now && second.compareAndSet(slot, there, now)) {
            counts.set(slot, 0);
            errors.set(slot, 0);
            nanos.set(slot, 0);
        }
        counts.incrementAndGet(slot);
        nanos.addAndGet(slot, duration);
        if (failed) {
            errors.incrementAndGet(slot);
        }
    }

    /** @param up how long there has been anything to count, in seconds */
    RequestReport.Recent sum(long now, long up) {
        long count = 0;
        long failed = 0;
        long time = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            if (now - second.get(slot) < SECONDS) {
                count += counts.get(slot);
                failed += errors.get(slot);
                time += nanos.get(slot);
            }
        }
        double seconds = Math.max(1, Math.min(SECONDS, up));
        return new RequestReport.Recent(count, count / seconds, failed, count == 0 ? 0 : time / 1e6 / count);
    }
}
