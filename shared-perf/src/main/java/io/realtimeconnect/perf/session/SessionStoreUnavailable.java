package io.realtimeconnect.perf.session;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** Redis is gone, so nobody can say whether the session still stands. */
public final class SessionStoreUnavailable extends Problem {

    public SessionStoreUnavailable() {
        super(HttpStatus.SERVICE_UNAVAILABLE, "SESSION_STORE_UNAVAILABLE", "Sessions cannot be checked at present.");
        header("Retry-After", "1");
    }
}
