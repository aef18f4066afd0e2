package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** A request names two different sessions. */
public final class AmbiguousSession extends Problem {

    public AmbiguousSession() {
        super(HttpStatus.BAD_REQUEST, "AMBIGUOUS_SESSION", "Cookie and header name different sessions.");
    }
}
