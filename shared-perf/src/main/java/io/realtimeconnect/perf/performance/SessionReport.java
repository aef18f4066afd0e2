package io.realtimeconnect.perf.performance;

import java.util.Map;

/**
 * Sessions as this instance met them since its start.
 *
 * @param count look-ups
 * @param nearShare of them that memory answered
 * @param ends by reason
 * @param lookups by result
 */
public record SessionReport(
        String status,
        long starts,
        long refused,
        Map<String, Long> ends,
        long count,
        double nearShare,
        Map<String, Long> lookups) {}
