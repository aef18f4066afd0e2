package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

class TooManyAttempts extends Problem {

    TooManyAttempts(Duration wait) {
        super(HttpStatus.TOO_MANY_REQUESTS, "TOO_MANY_ATTEMPTS", "Too many wrong passwords; wait before the next.");
        header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
    }
}
