package io.realtimeconnect.perf.ratelimit;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The policies in force: as configured, and as changed since at run time on any instance. */
public interface RateLimitPolicies {

    /** All of them by name. */
    Map<String, RateLimitPolicy> all();

    /** Null when there is none of that name. */
    @Nullable
    RateLimitPolicy get(String name);

    /**
     * Puts a policy in force on all instances, at once where the push arrives, else within seconds; survives restarts as long as Redis or
     * any instance remembers it.
     *
     * @return signals {@link io.realtimeconnect.perf.redis.RedisUnavailable} when it could not be told to the others; then nothing changes
     */
    Mono<RateLimitPolicy> put(String name, RateLimitPolicy policy);
}
