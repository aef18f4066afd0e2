package io.realtimeconnect.perf.performance;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Watching requests.
 *
 * @param slow from which duration a request is slow
 * @param logSlow whether slow requests are logged
 * @param remembered slow requests
 * @param routes told apart; further ones count together
 */
@Validated
@ConfigurationProperties("perf.requests")
public record RequestProperties(
        @DefaultValue("1s") @NotNull Duration slow,
        @DefaultValue("true") boolean logSlow,
        @DefaultValue("50") @Positive int remembered,
        @DefaultValue("300") @Positive int routes) {}
