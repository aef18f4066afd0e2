package io.realtimeconnect.history.analytics;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was done between two moments.
 *
 * @param items one a step, also where nothing was done, ascending
 * @param totals of all steps
 */
record Summary(Instant from, Instant to, Span bucket, List<Bucket> items, Totals totals) {

    /**
     * One step.
     *
     * @param counts events by type; the 50 most frequent types of the range
     * @param events of all types
     */
    record Bucket(
            Instant start,

            @Schema(description = "events by type; the 50 most frequent types of the range")
            Map<String, Long> counts,

            long events,

            @Schema(description = "who sent an event or a message")
            long activeUsers,

            long messages,
            long matches) {}

    /** @param counts events by type */
    record Totals(Map<String, Long> counts, long events, long messages, long matches) {}
}
