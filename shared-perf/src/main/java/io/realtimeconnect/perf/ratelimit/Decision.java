package io.realtimeconnect.perf.ratelimit;

import java.time.Duration;

/**
 * What a policy says to one call.
 *
 * @param limit calls in a window, {@code window} long
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
        Duration resetAfter) {}
