package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

class InvalidCredentials extends Problem {

    InvalidCredentials() {
        super(HttpStatus.UNAUTHORIZED, "INVALID_CREDENTIALS", "Login or password is wrong.");
    }
}
