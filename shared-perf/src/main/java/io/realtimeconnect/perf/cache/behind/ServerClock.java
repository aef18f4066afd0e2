package io.realtimeconnect.perf.cache.behind;

import org.jspecify.annotations.Nullable;

/**
 * The time that Redis has, in microseconds since 1970, between two bounds: each reply tells it as of some moment between question and
 * answer, and our own clock tells what has passed since. A reply that fits neither bound is of another server, or of one whose clock was set.
 */
final class ServerClock {

    /** Clocks differ by less than one part in. */
    private static final long DRIFT = 5_000;

    private static final long FRESH_NANOS = 5_000_000_000L;

    private volatile @Nullable Sample sample;

    private record Sample(long asked, long answered, long micros) {}

    /**
     * @param asked before the question was sent, in nanoseconds of this process
     * @param answered after the answer was there
     */
    void saw(long asked, long answered, long micros) {
        Sample known = sample;
        if (known == null
                || answered - known.answered() > FRESH_NANOS
                || micros > atMost(known, answered)
                || micros < atLeast(known, asked)
                || answered - asked <= known.answered() - known.asked()) {
            sample = new Sample(asked, answered, micros);
        }
    }

    boolean known() {
        return sample != null;
    }

    /** It is no later than that; 0 when nothing is known. */
    long atMost(long now) {
        Sample known = sample;
        return known == null ? 0 : atMost(known, now);
    }

    /** It is no earlier than that; 0 when nothing is known. */
    long atLeast(long now) {
        Sample known = sample;
        return known == null ? 0 : atLeast(known, now);
    }

    private static long atMost(Sample known, long now) {
        long passed = (now - known.asked()) / 1_000;
        return known.micros() + passed + passed / DRIFT + 1;
    }

    private static long atLeast(Sample known, long now) {
        long passed = (now - known.answered()) / 1_000;
        return known.micros() + passed - passed / DRIFT - 1;
    }
}
