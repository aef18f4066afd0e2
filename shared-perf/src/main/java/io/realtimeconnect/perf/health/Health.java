package io.realtimeconnect.perf.health;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The health of this instance, made of its {@link HealthPart parts}; never fails and never takes longer than the time-out. */
public final class Health {

    private final List<CachedCheck> checks;
    private final ApplicationAvailability availability;
    private final Clock clock;

    Health(List<HealthPart> parts, HealthProperties properties, ApplicationAvailability availability, Clock clock) {
        this.checks = parts.stream()
                .map(part -> new CachedCheck(part, properties, clock))
                .toList();
        this.availability = availability;
        this.clock = clock;
    }

    public Mono<HealthReport> report() {
        return Flux.fromIterable(checks)
                .flatMap(check -> check.report().map(report -> Map.entry(check.part(), report)), Integer.MAX_VALUE)
                .collectList()
                .map(answers -> {
                    HealthStatus worst = HealthStatus.HEALTHY;
                    Map<String, Map<String, PartReport>> groups = new TreeMap<>(Map.of("components", new TreeMap<>()));
                    for (Map.Entry<HealthPart, PartReport> answer : answers) {
                        HealthPart part = answer.getKey();
                        worst = worst.worse(weight(part, answer.getValue().status()));
                        groups.computeIfAbsent(part.group(), group -> new TreeMap<>())
                                .put(part.name(), answer.getValue());
                    }
                    return new HealthReport(worst, clock.instant(), groups);
                });
    }

    /** One part of the group {@code components}, empty if there is none of that name. */
    public Mono<PartReport> report(String name) {
        return Flux.fromIterable(checks)
                .filter(check -> check.part().group().equals("components")
                        && check.part().name().equals(name))
                .next()
                .flatMap(CachedCheck::report);
    }

    /** Whether the instance takes requests: it has started, does not drain, and has once reached what it needs; empty reason when so. */
    public Mono<Readiness> readiness() {
        if (availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
            return Mono.just(new Readiness(false, "starting or draining"));
        }
        return Flux.fromIterable(checks)
                .filter(check -> check.part().neededToStart() && !check.onceWell())
                .concatMap(check -> check.report()
                        .filter(report -> report.status() == HealthStatus.UNHEALTHY)
                        .map(report -> new Readiness(
                                false,
                                "waiting for " + check.part().name()
                                        + (report.reason() == null ? "" : ": " + report.reason()))))
                .next()
                .defaultIfEmpty(new Readiness(true, null));
    }

    private static HealthStatus weight(HealthPart part, HealthStatus status) {
        return status == HealthStatus.UNHEALTHY && !part.critical() ? HealthStatus.DEGRADED : status;
    }

    /** @param reason why not, null when ready */
    public record Readiness(boolean ready, @Nullable String reason) {}
}
