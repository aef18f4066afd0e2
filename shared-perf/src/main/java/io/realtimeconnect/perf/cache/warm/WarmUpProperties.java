package io.realtimeconnect.perf.cache.warm;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Caches filled at the start.
 *
 * @param enabled whether they are
 * @param concurrency how many loaders run at once
 * @param maxEntries that one loader loads at most
 * @param timeout after which a loader is given up
 * @param readyWithin how long readiness waits for them; zero does not
 */
@Validated
@ConfigurationProperties("perf.cache.warm-up")
record WarmUpProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("2") @Positive int concurrency,
        @DefaultValue("10000") @Positive int maxEntries,

        @DefaultValue("1m") @NotNull @DurationMin(millis = 1) @DurationMax(days = 1)
        Duration timeout,

        @DefaultValue("10s") @NotNull @DurationMin @DurationMax(hours = 1)
        Duration readyWithin) {}
