package io.realtimeconnect.perf.web;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How a service speaks HTTP.
 *
 * @param maxBody what a request body may have where its handler says nothing else
 * @param deadline what a request may take where the caller says nothing, and at most; SSE and WebSocket apart
 * @param trustDeadline whether {@code X-Request-Deadline} of a caller counts; not at the edge
 * @param cursorKey signs cursors, the same on all instances; without one a key is made that dies with the process
 */
@Validated
@ConfigurationProperties("perf.web")
public record WebProperties(
        @DefaultValue("64KB") @NotNull DataSize maxBody,
        @DefaultValue("30s") @NotNull Duration deadline,
        @DefaultValue("true") boolean trustDeadline,
        @Nullable @Size(min = 32) String cursorKey) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "WebProperties[maxBody=" + maxBody + ", deadline=" + deadline + ", trustDeadline=" + trustDeadline + "]";
    }
}
