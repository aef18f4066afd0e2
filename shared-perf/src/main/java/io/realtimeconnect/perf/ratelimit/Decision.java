package io.realtimeconnect.perf.ratelimit;

import java.time.Duration;

/**
 * What a policy says to one call.
 *
 * @param limit calls in a window, {@code window} long; 0 when the policy is off
 * @param remaining how many more would be allowed at once
 * @param retryAfter zero when allowed
 * @param resetAfter until the whole burst is there again
 */
public record Decision(
        String policy,
        boolean allowed,
        long limit,
        Duration window,
        long remaining,
        Duration retryAfter,
        Duration resetAfter) {

    static Decision unlimited(String policy) {
        return new Decision(policy, true, 0, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO);
    }

    static Decision of(
            String name, RateLimitPolicy policy, boolean allowed, long left, long waitMicros, long resetMicros) {
        return new Decision(
                name,
                allowed || policy.dryRun(),
                policy.limit(),
                policy.window(),
                Math.max(0, left),
                allowed || policy.dryRun() ? Duration.ZERO : Duration.ofNanos(waitMicros * 1_000),
                Duration.ofNanos(resetMicros * 1_000));
    }

    /** Whether a limit was looked at: one that is off says nothing to clients. */
    public boolean limited() {
        return limit > 0;
    }
}
