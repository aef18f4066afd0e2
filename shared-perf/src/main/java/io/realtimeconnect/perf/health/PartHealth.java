package io.realtimeconnect.perf.health;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param reason a few words for anyone to read, without addresses, names of people or stack traces; null when there is nothing to say
 * @param details figures that only an administrator sees
 */
public record PartHealth(HealthStatus status, @Nullable String reason, Map<String, ?> details) {

    public static PartHealth healthy(Map<String, ?> details) {
        return new PartHealth(HealthStatus.HEALTHY, null, details);
    }

    public static PartHealth degraded(String reason, Map<String, ?> details) {
        return new PartHealth(HealthStatus.DEGRADED, reason, details);
    }

    public static PartHealth unhealthy(String reason, Map<String, ?> details) {
        return new PartHealth(HealthStatus.UNHEALTHY, reason, details);
    }
}
