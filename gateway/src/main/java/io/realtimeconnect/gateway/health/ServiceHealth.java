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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** A service is as well as its best instance, and degraded when another is not as well. */
final class ServiceHealth implements HealthPart {

    /** Below {@code perf.health.timeout}: the instances that did answer are to be told. */
    private static final Duration WITHIN = Duration.ofMillis(800);

    private final String service;
    private final Upstreams upstreams;
    private final InnerCalls calls;

    ServiceHealth(String service, Upstreams upstreams, InnerCalls calls) {
        this.service = service;
        this.upstreams = upstreams;
        this.calls = calls;
    }

    @Override
    public String name() {
        return service;
    }

    @Override
    public String group() {
        return "services";
    }

    @Override
    public boolean critical() {
        return true;
    }

    @Override
    public Mono<PartHealth> check() {
        return Flux.fromIterable(upstreams.of(service))
                .flatMapSequential(this::ask)
                .collectList()
                .map(ServiceHealth::together);
    }

    private Mono<Found> ask(Instance instance) {
        return calls.get(instance, "/health", WITHIN)
                .map(answer -> new Found(instance.base().getAuthority(), status(answer.body())))
                .onErrorReturn(new Found(instance.base().getAuthority(), HealthStatus.UNHEALTHY));
    }

    private static HealthStatus status(JsonNode body) {
        return switch (body.path("status").asString("").toLowerCase(Locale.ROOT)) {
            case "healthy" -> HealthStatus.HEALTHY;
            case "degraded" -> HealthStatus.DEGRADED;
            default -> HealthStatus.UNHEALTHY;
        };
    }

    private static PartHealth together(List<Found> found) {
        Map<String, List<Found>> details = Map.of("instances", found);
        long well = found.stream()
                .filter(one -> one.status() == HealthStatus.HEALTHY)
                .count();
        long away = found.stream()
                .filter(one -> one.status() == HealthStatus.UNHEALTHY)
                .count();
        if (well == found.size() && well > 0) {
            return PartHealth.healthy(details);
        }
        return away == found.size()
                ? PartHealth.unhealthy("no instance is well", details)
                : PartHealth.degraded(well + " of " + found.size() + " instances are well", details);
    }

    record Found(String instance, HealthStatus status) {}
}
