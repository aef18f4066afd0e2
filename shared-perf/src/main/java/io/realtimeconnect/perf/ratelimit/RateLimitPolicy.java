package io.realtimeconnect.perf.ratelimit;

import java.time.Duration;

/**
 * How often one caller may call.
 *
 * @param limit calls in a window, over time
 * @param window at least a millisecond
 * @param burst calls that may come at once after a rest
 * @param onRedisLoss who decides while Redis cannot
 * @param dryRun counts and measures, and refuses nobody
 * @param enabled whether it is looked at at all
 */
public record RateLimitPolicy(
        long limit, Duration window, long burst, OnRedisLoss onRedisLoss, boolean dryRun, boolean enabled) {

    public RateLimitPolicy {
        if (limit < 1 || burst < 1 || limit > 1_000_000_000 || burst > 1_000_000_000) {
            throw new IllegalArgumentException("limit and burst are 1 to 1,000,000,000");
        }
        if (window.toMillis() < 1 || window.toDays() > 31) {
            throw new IllegalArgumentException("window is 1 ms to 31 days");
        }
    }

    /** What a policy does while Redis is gone. */
    public enum OnRedisLoss {
        /** Everybody may call. */
        OPEN,
        /** Nobody may call. */
        CLOSED,
        /** Each instance allows its share: the limit divided by the instances last known, at least one. */
        LOCAL_SHARE
    }

    /** Microseconds that one call costs. */
    long perCall() {
        return Math.max(1, window.toNanos() / 1_000 / limit);
    }
}
