package io.realtimeconnect.perf.cache;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is done to the caches of an instance now and then.
 *
 * @param cleanUp how often the first tiers drop what may answer no more; zero never does
 * @param statistics how often the figures of caches that were read are written to the log; zero never does
 */
@Validated
@ConfigurationProperties("perf.cache.upkeep")
record UpkeepProperties(
        @DefaultValue("10m") @NotNull @DurationMin @DurationMax(days = 1)
        Duration cleanUp,

        @DefaultValue("30m") @NotNull @DurationMin @DurationMax(days = 1)
        Duration statistics) {}
