package io.realtimeconnect.gateway.cache;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Answers that the gateway keeps.
 *
 * @param ttl the longest it keeps one, whatever its service allows
 */
@Validated
@ConfigurationProperties("rtc.gateway.cache")
record SharingProperties(
        @DefaultValue("true") boolean enabled,

        @DefaultValue("5m") @NotNull @DurationMin @DurationMax(days = 36500)
        Duration ttl) {}
