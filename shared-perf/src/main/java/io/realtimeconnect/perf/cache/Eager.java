package io.realtimeconnect.perf.cache;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/** When a value that is about to end is loaded anew, though it still answers: not again in its bucket soon after that has failed. */
final class Eager {

    private final LongSupplier nanos;

    /** By bucket, until when nothing is tried. */
    private final AtomicLongArray pauses = new AtomicLongArray(CacheKeys.BUCKETS);

    Eager(LongSupplier nanos) {
        this.nanos = nanos;
        for (int i = 0; i < pauses.length(); i++) {
            pauses.set(i, nanos.getAsLong());
        }
    }

    boolean due(String key, LocalEntry<?> fresh, Terms terms) {
        long span = terms.settings().eagerNanos();
        if (span == 0) {
            return false;
        }
        long now = nanos.getAsLong();
        return fresh.endsWithin(span, now) && now - pauses.get(CacheKeys.bucket(key)) >= 0;
    }

    void failed(String key) {
        pauses.set(CacheKeys.bucket(key), nanos.getAsLong() + OldAnswers.RESPITE.toNanos());
    }
}
