package io.realtimeconnect.perf.ratelimit;

import io.realtimeconnect.perf.ratelimit.RateLimitMetrics.By;
import io.realtimeconnect.perf.redis.LuaScript;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** Asks Redis once per call, not at all for a refusal that still holds, and itself when Redis does not answer in time. */
final class RedisRateLimiter implements RateLimiter {

    private static final LuaScript GCRA = LuaScript.beside(RedisRateLimiter.class, "gcra.lua");
    private static final long CLOSED_FOR_MICROS = Duration.ofSeconds(1).toNanos() / 1_000;

    private final RedisLink redis;
    private final SharedPolicies policies;
    private final Instances instances;
    private final Denials denials;
    private final LocalShare local;
    private final RateLimitMetrics metrics;
    private final boolean enabled;

    RedisRateLimiter(
            RedisLink redis,
            SharedPolicies policies,
            Instances instances,
            Denials denials,
            LocalShare local,
            RateLimitMetrics metrics,
            boolean enabled) {
        this.redis = redis;
        this.policies = policies;
        this.instances = instances;
        this.denials = denials;
        this.local = local;
        this.metrics = metrics;
        this.enabled = enabled;
    }

    @Override
    public Mono<Decision> take(String policy, String who, int cost) {
        if (cost < 1) {
            return Mono.error(new IllegalArgumentException("cost is at least 1"));
        }
        return Mono.defer(() -> {
            SharedPolicies.Revised revised = policies.revised(policy);
            if (revised == null) {
                return Mono.error(new IllegalArgumentException("No rate limit policy " + policy));
            }
            if (!enabled || !revised.policy().enabled()) {
                return Mono.just(Decision.unlimited(policy));
            }
            Decision denied = denials.of(policy, revised.revision(), who, cost);
            if (denied != null) {
                metrics.count(policy, By.DENY_CACHE, false, false);
                return Mono.just(denied);
            }
            return ask(policy, revised, who, cost)
                    .onErrorResume(RedisUnavailable.class, e -> Mono.just(alone(policy, revised.policy(), who, cost)));
        });
    }

    private Mono<Decision> ask(String name, SharedPolicies.Revised revised, String who, int cost) {
        RateLimitPolicy policy = revised.policy();
        long perCall = policy.perCall();
        return redis.eval(GCRA, List.of("rl:{" + name + ":" + who + "}"), perCall, perCall * policy.burst(), cost)
                .map(reply -> {
                    boolean allowed = (Long) reply.get(0) == 1;
                    Decision decision = Decision.of(
                            name, policy, allowed, (Long) reply.get(1), (Long) reply.get(2), (Long) reply.get(3));
                    metrics.count(name, By.REDIS, allowed, policy.dryRun());
                    if (!decision.allowed()) {
                        denials.remember(decision, revised.revision(), who, cost);
                    }
                    return decision;
                });
    }

    private Decision alone(String name, RateLimitPolicy policy, String who, int cost) {
        return switch (policy.onRedisLoss()) {
            case OPEN -> {
                metrics.count(name, By.OPEN, true, policy.dryRun());
                yield Decision.of(name, policy, true, policy.burst(), 0, 0);
            }
            case CLOSED -> {
                metrics.count(name, By.CLOSED, false, policy.dryRun());
                yield Decision.of(name, policy, false, 0, CLOSED_FOR_MICROS, CLOSED_FOR_MICROS);
            }
            case LOCAL_SHARE -> {
                LocalShare.Taken taken = local.take(name, policy, who, cost, instances.known());
                metrics.count(name, By.LOCAL_SHARE, taken.allowed(), policy.dryRun());
                yield Decision.of(name, policy, taken.allowed(), taken.left(), taken.pause(), taken.reset());
            }
        };
    }
}
