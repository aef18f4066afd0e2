package io.realtimeconnect.gateway.upstream;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long and how often the gateway tries.
 *
 * @param deadline of a request whose row names none
 * @param idle how long a stream may write nothing before it is cut
 * @param attempts at most so many instances are tried, and only where nothing of the request can have been acted upon
 * @param openFor how long a breaker keeps an instance out before it is tried again
 */
@Validated
@ConfigurationProperties("rtc.gateway.upstream")
public record UpstreamProperties(
        @DefaultValue("30s") @NotNull Duration deadline,
        @DefaultValue("2m") @NotNull Duration idle,
        @DefaultValue("2") @Positive int attempts,
        @DefaultValue("1s") @NotNull Duration openFor) {}
