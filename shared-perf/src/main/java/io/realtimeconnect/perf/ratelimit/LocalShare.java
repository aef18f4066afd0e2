package io.realtimeconnect.perf.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The same algorithm as {@code gcra.lua} in this process, for the share of one instance. */
final class LocalShare {

    private final Cache<String, AtomicLong> buckets;
    private final Ticker ticker;

    LocalShare(Ticker ticker, long entries) {
        this.ticker = ticker;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfterAccess(Duration.ofHours(1))
                .ticker(ticker)
                .build();
    }

    /** What the algorithm says, in microseconds: {@code pause} is 0 when allowed. */
    record Taken(boolean allowed, long left, long pause, long reset) {}

    Taken take(String name, RateLimitPolicy policy, String who, int cost, int instances) {
        long now = ticker.read() / 1_000;
        long perCall = Math.min(policy.window().toNanos() / 1_000, policy.perCall() * instances);
        long tolerance = perCall * Math.max(1, policy.burst() / instances);
        AtomicLong bucket = buckets.get(name + ':' + who, key -> new AtomicLong(now));
        while (true) {
            long stored = bucket.get();
            if (stored > now + tolerance) {
                bucket.compareAndSet(stored, now + tolerance);
                continue;
            }
            long empty = Math.max(stored, now);
            long after = empty + perCall * cost;
            long wait = after - tolerance - now;
            if (wait > 0) {
                return new Taken(false, (tolerance - (empty - now)) / perCall, wait, empty - now);
            }
            if (bucket.compareAndSet(stored, after)) {
                return new Taken(true, (tolerance - (after - now)) / perCall, 0, after - now);
            }
        }
    }
}
