package io.realtimeconnect.perf.ratelimit;

import reactor.core.publisher.Mono;

/** Decides by named policies of {@code perf.rate-limit.policies.<name>} how often somebody may call. */
public interface RateLimiter {

    /**
     * Takes {@code cost} from what {@code who} has left under a policy.
     *
     * @param who user id, address or whatever the policy counts by
     */
    Mono<Decision> take(String policy, String who, int cost);
}
