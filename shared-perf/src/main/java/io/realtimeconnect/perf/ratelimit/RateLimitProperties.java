package io.realtimeconnect.perf.ratelimit;

import io.realtimeconnect.perf.ratelimit.RateLimitPolicy.OnRedisLoss;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Rate limits.
 *
 * @param enabled off lets everybody call as often as they like
 * @param budget how long Redis may take to decide; then the policy's {@code on-redis-loss} does
 * @param denyEntries refusals that an instance remembers
 * @param policies by name; what is left out of {@code auth}, {@code api}, {@code anonymous}, {@code message} and {@code upload} is as built in
 */
@Validated
@ConfigurationProperties("perf.rate-limit")
public record RateLimitProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("50ms") Duration budget,
        @DefaultValue("10000") @Positive long denyEntries,
        @DefaultValue Map<String, @Valid Policy> policies) {

    private static final Map<String, RateLimitPolicy> BUILT_IN = Map.of(
            "auth", builtIn(10, Duration.ofMinutes(1), 10),
            "api", builtIn(600, Duration.ofMinutes(1), 100),
            "anonymous", builtIn(120, Duration.ofMinutes(1), 120),
            "message", builtIn(20, Duration.ofSeconds(1), 20),
            "upload", builtIn(10, Duration.ofHours(1), 10));

    /**
     * One policy; what is null is as built in.
     *
     * @param limit calls in a window
     * @param window a minute, unless built in or given
     * @param burst calls at once; as many as the limit, unless built in or given
     */
    public record Policy(
            @Nullable @Positive Long limit,
            @Nullable Duration window,
            @Nullable @Positive Long burst,
            @Nullable OnRedisLoss onRedisLoss,
            @DefaultValue("false") boolean dryRun,
            @DefaultValue("true") boolean enabled) {

        private RateLimitPolicy over(String name, @Nullable RateLimitPolicy builtIn) {
            if (limit == null && builtIn == null) {
                throw new IllegalArgumentException("perf.rate-limit.policies." + name + ".limit is missing");
            }
            long calls = limit != null ? limit : builtIn == null ? 1 : builtIn.limit();
            boolean ownBurst = builtIn != null && builtIn.burst() != builtIn.limit();
            return new RateLimitPolicy(
                    calls,
                    window != null ? window : builtIn != null ? builtIn.window() : Duration.ofMinutes(1),
                    burst != null ? burst : builtIn != null && ownBurst ? builtIn.burst() : calls,
                    onRedisLoss != null ? onRedisLoss : OnRedisLoss.LOCAL_SHARE,
                    dryRun,
                    enabled);
        }
    }

    /** The policies as configured. */
    Map<String, RateLimitPolicy> configured() {
        Map<String, RateLimitPolicy> all = new LinkedHashMap<>(BUILT_IN);
        policies.forEach((name, policy) -> all.put(name, policy.over(name, BUILT_IN.get(name))));
        return all;
    }

    private static RateLimitPolicy builtIn(long limit, Duration window, long burst) {
        return new RateLimitPolicy(limit, window, burst, OnRedisLoss.LOCAL_SHARE, false, true);
    }
}
