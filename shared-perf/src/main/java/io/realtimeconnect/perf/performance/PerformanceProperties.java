package io.realtimeconnect.perf.performance;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * From where on a figure is worth a recommendation. Shares are between 0 and 1.
 *
 * @param good an operation that takes no longer is good
 * @param fair one that takes no longer is fair, any other poor
 * @param p95 a route whose 95th percentile is longer is worth a look
 * @param hitRate of a cache, at least
 * @param evictionShare entries that had no room, of all that the first tier took in, at most
 * @param poolUse connections lent for each that the pool may have, at most
 * @param slowShare slow statements of all, at most
 * @param errorShare requests that failed here of all, at most
 * @param samples figures of fewer reads, statements or requests say nothing
 * @param optimizeTimeout how long maintenance of one table may take
 */
@Validated
@ConfigurationProperties("perf.performance")
public record PerformanceProperties(
        @DefaultValue("100ms") @NotNull Duration good,
        @DefaultValue("1s") @NotNull Duration fair,
        @DefaultValue("1s") @NotNull Duration p95,

        @DefaultValue("0.5") @DecimalMin("0") @DecimalMax("1")
        double hitRate,

        @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("1")
        double evictionShare,

        @DefaultValue("0.8") @DecimalMin("0") @DecimalMax("1")
        double poolUse,

        @DefaultValue("0.02") @DecimalMin("0") @DecimalMax("1")
        double slowShare,

        @DefaultValue("0.05") @DecimalMin("0") @DecimalMax("1")
        double errorShare,

        @DefaultValue("100") @Positive long samples,
        @DefaultValue("10m") @NotNull Duration optimizeTimeout) {}
