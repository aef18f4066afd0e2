package io.realtimeconnect.gateway.upstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.URI;

/**
 * One process of a service, behind a breaker of its own: a dead instance does not take its siblings along.
 *
 * @param base scheme, host and port
 */
public record Instance(String service, URI base, CircuitBreaker breaker) {

    /** The same path and query at this instance, exactly as they were sent. */
    public URI at(URI request) {
        String query = request.getRawQuery();
        return URI.create(base + request.getRawPath() + (query == null ? "" : "?" + query));
    }

    /** The same for a socket. */
    public URI socketAt(URI request) {
        return URI.create(at(request).toString().replaceFirst("^http", "ws"));
    }
}
