package io.realtimeconnect.perf.session;

import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The session store: one ping. Without it the service is degraded, for sessions seen lately may still read. */
final class SessionHealth implements HealthPart {

    private final RedisLink redis;

    SessionHealth(RedisLink redis) {
        this.redis = redis;
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public Mono<PartHealth> check() {
        return redis.call(connection -> connection.ping())
                .map(pong -> PartHealth.healthy(details()))
                .onErrorResume(
                        RedisUnavailable.class, e -> Mono.just(PartHealth.unhealthy("store unavailable", details())));
    }

    @Override
    public Map<String, ?> details() {
        return Map.of("breaker", redis.available() ? "closed" : "open");
    }
}
