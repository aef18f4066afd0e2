package io.realtimeconnect.perf.redis;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long Redis may keep a caller waiting.
 *
 * @param timeout budget of one command or script of a feature that names none itself
 * @param connectTimeout until an attempt to connect is given up
 * @param commandTimeout for those who use the connection without a link
 * @param requestQueue commands that may wait for an answer on one connection; more are refused
 * @param breakerWait how long an open breaker refuses before it tries again
 * @param canaryInterval how often a subscription is called to see whether it hears
 */
@Validated
@ConfigurationProperties("perf.redis")
public record RedisLinkProperties(
        @DefaultValue("500ms") Duration timeout,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("2s") Duration commandTimeout,
        @DefaultValue("10000") @Positive int requestQueue,
        @DefaultValue("500ms") Duration breakerWait,
        @DefaultValue("2s") Duration canaryInterval) {}
