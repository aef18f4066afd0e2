package io.realtimeconnect.perf.access;

/** Reads who calls from the token in {@value #HEADER}: {@link io.realtimeconnect.perf.resilience.ServiceTokens}, unless a bean replaces it. */
@FunctionalInterface
public interface ServiceIdentity {

    String HEADER = "X-Service-Token";

    /**
     * The calling service.
     *
     * @throws io.realtimeconnect.perf.web.Problem 401 {@code UNAUTHENTICATED} for a token that is forged, stale or not meant for us
     */
    String callerOf(String token);
}
