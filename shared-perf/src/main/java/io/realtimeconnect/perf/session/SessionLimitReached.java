package io.realtimeconnect.perf.session;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** The user has as many sessions as are allowed, and none of them gives way. */
public final class SessionLimitReached extends Problem {

    public SessionLimitReached(int limit) {
        super(HttpStatus.CONFLICT, "SESSION_LIMIT_REACHED", "At most " + limit + " sessions at a time; end one first.");
    }
}
