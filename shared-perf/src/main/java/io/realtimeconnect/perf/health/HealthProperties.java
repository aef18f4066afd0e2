package io.realtimeconnect.perf.health;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Health checks and draining.
 *
 * @param timeout after which a check that has not answered counts as unhealthy
 * @param cacheFor how long an answer is repeated before the part is asked again
 * @param drainDelay between readiness going off and the server refusing new requests, so that balancers notice
 * @param memoryHigh the share of the old generation from which what a collection leaves makes the service degraded
 * @param eventLoopLag above which an event loop that is late makes the service degraded
 */
@Validated
@ConfigurationProperties("perf.health")
public record HealthProperties(
        @DefaultValue("1s") @NotNull Duration timeout,
        @DefaultValue("1s") @NotNull Duration cacheFor,
        @DefaultValue("0s") @NotNull Duration drainDelay,

        @DefaultValue("0.95") @DecimalMin("0") @DecimalMax("1")
        double memoryHigh,

        @DefaultValue("2s") @NotNull Duration eventLoopLag) {}
