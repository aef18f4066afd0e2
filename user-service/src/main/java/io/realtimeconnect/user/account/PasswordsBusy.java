package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** More passwords wait to be hashed than the queue holds. */
class PasswordsBusy extends Problem {

    PasswordsBusy() {
        super(HttpStatus.SERVICE_UNAVAILABLE, "LOGIN_BUSY", "Too many people sign in at this moment.");
        header(HttpHeaders.RETRY_AFTER, "1");
    }
}
