package io.realtimeconnect.gateway.upstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.resilience.ServicesProperties;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** The instances of all services. */
@Component
public final class Upstreams {

    private final Map<String, List<Instance>> services = new LinkedHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<Instance, Long> outUntil = new ConcurrentHashMap<>();

    Upstreams(ServicesProperties addresses, UpstreamProperties properties, MeterRegistry meters) {
        CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                // the default parks event loops that record at once
                .slidingWindowSynchronizationStrategy(SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(50)
                .waitDurationInOpenState(properties.openFor())
                .permittedNumberOfCallsInHalfOpenState(2)
                .maxWaitDurationInHalfOpenState(properties.openFor())
                .recordExceptions(IOException.class, TimeoutException.class)
                .build());
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
        addresses.services().forEach((name, service) -> {
            if (name.equals(Row.GATEWAY)) {
                return;
            }
            List<Instance> instances = new ArrayList<>();
            for (URI url : service.urls()) {
                URI base = URI.create(url.getScheme() + "://" + url.getAuthority());
                CircuitBreaker breaker = breakers.circuitBreaker(name + "@" + url.getAuthority());
                Instance instance = new Instance(name, base, breaker);
                breaker.getEventPublisher().onStateTransition(change -> {
                    if (change.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                        outUntil.put(
                                instance,
                                System.nanoTime() + properties.openFor().toNanos());
                    }
                });
                instances.add(instance);
            }
            services.put(name, List.copyOf(instances));
        });
    }

    /** Names of the other services that have an address. */
    public Set<String> names() {
        return Collections.unmodifiableSet(services.keySet());
    }

    /** All instances of a service, each call beginning with the next one; those whose breakers keep them out come last. */
    public List<Instance> of(String service) {
        List<Instance> rotated = new ArrayList<>(services.getOrDefault(service, List.of()));
        if (rotated.size() > 1) {
            Collections.rotate(rotated, Math.floorMod(turn.getAndIncrement(), rotated.size()));
            rotated.sort(Comparator.comparing(this::isOut));
        }
        return rotated;
    }

    /** An open breaker stays open until it is asked: once its time is over the instance must have its turn. */
    private boolean isOut(Instance instance) {
        Long until = outUntil.get(instance);
        return until != null
                && System.nanoTime() - until < 0
                && instance.breaker().getState() == CircuitBreaker.State.OPEN;
    }
}
