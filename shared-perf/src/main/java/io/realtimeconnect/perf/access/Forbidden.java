package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** The caller is known and may not do this. */
public final class Forbidden extends Problem {

    public Forbidden() {
        super(HttpStatus.FORBIDDEN, "FORBIDDEN", "Your role does not allow this.");
    }
}
