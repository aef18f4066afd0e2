package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** A protected call without a session, or with one that is unknown or over. */
public final class Unauthenticated extends Problem {

    public Unauthenticated() {
        super(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "Log in first.");
    }
}
