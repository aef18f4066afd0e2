package io.realtimeconnect.perf.access;

/** Reads who calls from the token in {@value #HEADER}; another part of the library signs these tokens. */
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
