package io.realtimeconnect.perf.health;

import java.time.Instant;
import java.util.Map;

/**
 * The health of this instance.
 *
 * @param groups reports by group, then by part; {@code components} is always there
 */
public record HealthReport(HealthStatus status, Instant timestamp, Map<String, Map<String, PartReport>> groups) {}
