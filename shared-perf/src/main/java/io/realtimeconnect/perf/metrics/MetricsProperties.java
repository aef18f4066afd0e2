package io.realtimeconnect.perf.metrics;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/** @param scrapeToken stands for an administrator's session where metrics are read; without one there is none */
@Validated
@ConfigurationProperties("perf.metrics")
public record MetricsProperties(
        @Nullable @Size(min = 16, max = 256) String scrapeToken) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "MetricsProperties[]";
    }
}
