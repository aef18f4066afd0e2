package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

class SessionNotFound extends Problem {

    SessionNotFound() {
        super(HttpStatus.NOT_FOUND, "SESSION_NOT_FOUND", "You have no such session.");
    }
}
