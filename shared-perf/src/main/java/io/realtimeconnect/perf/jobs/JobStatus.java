package io.realtimeconnect.perf.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a kind of job stands.
 *
 * @param waiting how many are due later or now, running ones left out
 * @param failed how many were given up
 * @param succeededAttempts of all instances since ever; {@code failedAttempts} likewise
 * @param meanMs how long an attempt takes
 */
public record JobStatus(
        String name,
        State state,
        boolean recurring,
        long waiting,
        long running,
        long failed,
        long succeededAttempts,
        long failedAttempts,
        long meanMs,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        @Nullable Instant nextRun) {

    /** Of all its instances together. */
    public enum State {
        idle,
        scheduled,
        running,
        failing
    }
}
