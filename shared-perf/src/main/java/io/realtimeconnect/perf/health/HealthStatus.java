package io.realtimeconnect.perf.health;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How well something is; ordered from well to ill. */
public enum HealthStatus {
    HEALTHY,
    DEGRADED,
    UNHEALTHY;

    public HealthStatus worse(HealthStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** As clients read it: {@code healthy}, {@code degraded}, {@code unhealthy}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
