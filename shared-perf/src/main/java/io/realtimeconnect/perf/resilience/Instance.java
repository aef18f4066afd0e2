package io.realtimeconnect.perf.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.URI;
import java.time.Duration;

/** One address of a service: its breaker, and whether it refused a connection a moment ago. */
final class Instance {

    private final URI base;
    private final CircuitBreaker breaker;
    private volatile long coolUntil = System.nanoTime();

    Instance(URI base, CircuitBreaker breaker) {
        this.base = base;
        this.breaker = breaker;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    boolean cool() {
        return coolUntil - System.nanoTime() > 0;
    }

    void refused(Duration cooldown) {
        coolUntil = System.nanoTime() + cooldown.toNanos();
    }

    /** The address of a request that was made for the service's name. */
    URI resolve(URI request) {
        String path = request.getRawPath() == null ? "" : request.getRawPath();
        String query = request.getRawQuery() == null ? "" : "?" + request.getRawQuery();
        String root = base.toString();
        return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path + query);
    }
}
