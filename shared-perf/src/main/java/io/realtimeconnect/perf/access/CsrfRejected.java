package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** A browser was made to send this by a page of another origin. */
public final class CsrfRejected extends Problem {

    public CsrfRejected() {
        super(HttpStatus.FORBIDDEN, "CSRF_REJECTED", "The request comes from an origin that is not allowed.");
    }
}
