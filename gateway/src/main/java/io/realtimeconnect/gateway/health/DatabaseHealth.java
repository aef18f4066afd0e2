package io.realtimeconnect.gateway.health;

import io.realtimeconnect.gateway.upstream.InnerCalls;
import io.realtimeconnect.gateway.upstream.Instance;
import io.realtimeconnect.gateway.upstream.Upstreams;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.HealthStatus;
import io.realtimeconnect.perf.health.PartHealth;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The gateway has no database of its own: this is the worst that an instance of a service says of its own; who does not answer says nothing. */
@Component
final class DatabaseHealth implements HealthPart {

    private static final Duration WITHIN = Duration.ofMillis(800);
    private static final String NAME = "database";

    private final Upstreams upstreams;
    private final InnerCalls calls;

    DatabaseHealth(Upstreams upstreams, InnerCalls calls) {
        this.upstreams = upstreams;
        this.calls = calls;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Mono<PartHealth> check() {
        return Flux.fromIterable(upstreams.names())
                .flatMapIterable(upstreams::of)
                .flatMap(this::ask)
                .collectList()
                .map(DatabaseHealth::worst);
    }

    private Mono<Found> ask(Instance instance) {
        return calls.get(instance, "/health", WITHIN)
                .mapNotNull(answer -> answer.body()
                        .path("components")
                        .path(NAME)
                        .path("status")
                        .asString(null))
                .map(status -> new Found(
                        instance.service() + " " + instance.base().getAuthority(),
                        HealthStatus.valueOf(status.toUpperCase(Locale.ROOT))))
                .onErrorComplete();
    }

    private static PartHealth worst(List<Found> found) {
        Map<String, HealthStatus> instances = new TreeMap<>();
        found.forEach(one -> instances.put(one.instance(), one.status()));
        HealthStatus worst = found.stream().map(Found::status).reduce(HealthStatus.HEALTHY, HealthStatus::worse);
        return switch (worst) {
            case HEALTHY -> PartHealth.healthy(Map.of("instances", instances));
            case DEGRADED -> PartHealth.degraded("a service has trouble with it", Map.of("instances", instances));
            case UNHEALTHY -> PartHealth.unhealthy("a service does not reach it", Map.of("instances", instances));
        };
    }

    private record Found(String instance, HealthStatus status) {}
}
