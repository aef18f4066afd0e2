package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.perf.ratelimit.Decision;
import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** {@code 429 RATE_LIMITED}: more messages than the policy allows. */
final class TooManyMessages extends Problem {

    TooManyMessages(Decision decision) {
        super(HttpStatus.TOO_MANY_REQUESTS, "RATE_LIMITED", "Too many messages in a short time.");
        long seconds = Math.max(1, (decision.retryAfter().toMillis() + 999) / 1000);
        header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        with("retryAfterMs", decision.retryAfter().toMillis());
    }
}
