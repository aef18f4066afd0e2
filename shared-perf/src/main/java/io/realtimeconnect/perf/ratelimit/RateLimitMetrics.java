package io.realtimeconnect.perf.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts decisions by policy, outcome and who made them; policies are few and named by the operator. */
final class RateLimitMetrics {

    enum By {
        REDIS,
        DENY_CACHE,
        LOCAL_SHARE,
        OPEN,
        CLOSED
    }

    private record Key(String policy, By by, boolean allowed, boolean dryRun) {}

    private final ConcurrentMap<Key, Counter> counters = new ConcurrentHashMap<>();
    private final MeterRegistry meters;

    RateLimitMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** @param allowed what the policy said, even if it is only trying */
    void count(String policy, By by, boolean allowed, boolean dryRun) {
        Key key = new Key(policy, by, allowed, dryRun);
        Counter counter = counters.get(key);
        if (counter == null) {
            counter = counters.computeIfAbsent(key, this::register);
        }
        counter.increment();
    }

    private Counter register(Key key) {
        return Counter.builder("perf.ratelimit.decisions")
                .description("Calls that a policy allowed, denied, or would have denied were it not a dry run")
                .tag("policy", key.policy)
                .tag("by", key.by.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .tag("outcome", key.allowed ? "allowed" : key.dryRun ? "would-deny" : "denied")
                .register(meters);
    }
}
