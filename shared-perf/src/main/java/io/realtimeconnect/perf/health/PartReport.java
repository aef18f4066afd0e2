package io.realtimeconnect.perf.health;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last answer of a part.
 *
 * @param latencyMs what the check took, in milliseconds
 * @param checkedAt when it ended
 */
public record PartReport(
        HealthStatus status, double latencyMs, @Nullable String reason, Instant checkedAt, Map<String, ?> details) {}
