package io.realtimeconnect.perf.resilience;

/**
 * Clients of the suite's other services: Spring HTTP interfaces behind a breaker, a bulkhead, a deadline and a signed identity.
 *
 * <p>A service that is down, slow past the deadline or behind an open breaker gives
 * {@link io.realtimeconnect.perf.web.Problem} {@code UPSTREAM_UNAVAILABLE} (503) or {@code UPSTREAM_TIMEOUT} (504); a problem it
 * answered arrives as the same {@link io.realtimeconnect.perf.web.Problem}.
 */
public interface ServiceClients {

    /**
     * A client of one service.
     *
     * @param service its name, such as {@code history-service}; its addresses are {@code rtc.services.<service>.urls}
     * @param api an interface of {@code @HttpExchange} methods returning {@code Mono} or {@code Flux}
     */
    <T> T client(String service, Class<T> api);
}
