package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.queuing.ticket.Intent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The queue in figures, of the last hour where no other time is given.
 *
 * @param waiting per intent, now
 * @param matchesPerMinute of the last ten minutes
 * @param waitSeconds how long users waited who were matched
 * @param abandoned tickets left or expired
 */
record QueueStats(Map<Intent, Long> waiting, double matchesPerMinute, Wait waitSeconds, long abandoned) {

    /** Quantiles in seconds, null without a match. */
    record Wait(
            @Nullable Double p50,
            @Nullable Double p95,
            @Nullable Double p99) {}
}
