package io.realtimeconnect.perf.ratelimit;

import io.realtimeconnect.perf.redis.LuaScript;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Configured policies, overlaid by those that somebody changed at run time.
 *
 * <p>A change is a field of the Redis hash {@value #KEY} with a revision, pushed on a channel and read every few seconds besides. An instance
 * that remembers a newer revision than Redis, which has lost it, writes it back.
 */
final class SharedPolicies implements RateLimitPolicies, SmartLifecycle {

    /** @param revision 0 for a policy as configured */
    record Revised(RateLimitPolicy policy, long revision) {}

    private static final Logger log = LoggerFactory.getLogger(SharedPolicies.class);
    private static final LuaScript PUT = LuaScript.beside(SharedPolicies.class, "policy.lua");
    private static final String KEY = "rl:{policies}";
    private static final String CHANNEL = "rl:policies";
    private static final String HIGHEST = "#";
    private static final Duration POLL = Duration.ofSeconds(3);
    private static final Duration KEPT = Duration.ofDays(30);

    private final RedisLinks links;
    private final RedisLink redis;
    private final ConcurrentMap<String, Revised> policies = new ConcurrentHashMap<>();
    private Disposable.@Nullable Composite running;

    SharedPolicies(RedisLinks links, Map<String, RateLimitPolicy> configured) {
        this.links = links;
        this.redis = links.link("rate-limit-policies");
        configured.forEach((name, policy) -> policies.put(name, new Revised(policy, 0)));
    }

    @Nullable
    Revised revised(String name) {
        return policies.get(name);
    }

    @Override
    public Map<String, RateLimitPolicy> all() {
        Map<String, RateLimitPolicy> all = new HashMap<>();
        policies.forEach((name, revised) -> all.put(name, revised.policy));
        return Map.copyOf(all);
    }

    @Override
    public @Nullable RateLimitPolicy get(String name) {
        Revised revised = policies.get(name);
        return revised == null ? null : revised.policy;
    }

    @Override
    public Mono<RateLimitPolicy> put(String name, RateLimitPolicy policy) {
        return store(name, policy, "").map(revision -> {
            learn(name, new Revised(policy, revision));
            return policy;
        });
    }

    @Override
    public synchronized void start() {
        if (running == null) {
            running = Disposables.composite(
                    Flux.merge(Flux.interval(Duration.ZERO, POLL).onBackpressureDrop(), links.listen(CHANNEL, () -> {}))
                            .concatMap(sign -> read().onErrorResume(e -> Mono.empty()))
                            .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, POLL))
                            .subscribe());
        }
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    private Mono<Void> read() {
        return redis.call(connection -> connection
                        .hashCommands()
                        .hGetAll(StandardCharsets.UTF_8.encode(KEY))
                        .collectMap(
                                field -> StandardCharsets.UTF_8
                                        .decode(field.getKey())
                                        .toString(),
                                field -> StandardCharsets.UTF_8
                                        .decode(field.getValue())
                                        .toString()))
                .flatMap(stored -> {
                    stored.forEach((name, json) -> {
                        Revised revised = name.equals(HIGHEST) ? null : PolicyJson.read(json);
                        if (revised != null) {
                            learn(name, revised);
                        }
                    });
                    return writeBack(stored);
                });
    }

    /** What Redis has lost and this instance remembers. */
    private Mono<Void> writeBack(Map<String, String> stored) {
        return Flux.fromIterable(policies.entrySet())
                .filter(known -> known.getValue().revision > 0 && !stored.containsKey(known.getKey()))
                .concatMap(known ->
                        store(known.getKey(), known.getValue().policy, Long.toString(known.getValue().revision)))
                .then();
    }

    private Mono<Long> store(String name, RateLimitPolicy policy, String revision) {
        long highest =
                policies.values().stream().mapToLong(Revised::revision).max().orElse(0);
        return redis.eval(PUT, List.of(KEY), name, PolicyJson.tail(policy), revision, highest, CHANNEL, KEPT.toMillis())
                .map(reply -> (Long) reply.get(0));
    }

    private void learn(String name, Revised revised) {
        Revised now = policies.merge(name, revised, (old, other) -> other.revision > old.revision ? other : old);
        if (Objects.equals(now, revised)) {
            log.atDebug()
                    .addKeyValue("policy", name)
                    .addKeyValue("revision", now.revision)
                    .log("ratelimit.policy");
        }
    }
}
