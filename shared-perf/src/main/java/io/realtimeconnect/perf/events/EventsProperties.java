package io.realtimeconnect.perf.events;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Outbox and followers.
 *
 * @param poll how long a lost wake-up delays an event
 * @param batch events of one pull
 * @param retention how long events are kept for followers that are down
 * @param slowestRetry the longest pause after a handler's error
 */
@Validated
@ConfigurationProperties("perf.events")
public record EventsProperties(
        @DefaultValue("2s") @NotNull Duration poll,
        @DefaultValue("100") @Positive @Max(500) int batch,
        @DefaultValue("7d") @NotNull Duration retention,
        @DefaultValue("5s") @NotNull Duration slowestRetry) {}
