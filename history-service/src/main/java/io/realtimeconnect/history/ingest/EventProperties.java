package io.realtimeconnect.history.ingest;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of events.
 *
 * @param batch events of one request
 * @param size what the properties of one may have, as JSON
 * @param depth how deep they may nest
 * @param past how old an event may be when it arrives
 * @param future how far a client's clock may be ahead
 * @param kept how long events and what was counted of them are kept
 */
@Validated
@ConfigurationProperties("rtc.history.events")
public record EventProperties(
        @DefaultValue("100") @Positive int batch,
        @DefaultValue("4KB") @NotNull DataSize size,
        @DefaultValue("5") @Positive int depth,
        @DefaultValue("7d") @NotNull Duration past,
        @DefaultValue("5m") @NotNull Duration future,
        @DefaultValue("90d") @NotNull Duration kept) {}
