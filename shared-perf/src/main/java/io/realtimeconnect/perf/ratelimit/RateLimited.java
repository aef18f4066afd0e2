package io.realtimeconnect.perf.ratelimit;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** The caller has called too often; carries the headers that say when to come back. */
public final class RateLimited extends Problem {

    public RateLimited(Decision decision) {
        super(HttpStatus.TOO_MANY_REQUESTS, "RATE_LIMITED", "Too many requests; come back later.");
        header(HttpHeaders.RETRY_AFTER, RateLimitHeaders.seconds(decision.retryAfter()));
        header(RateLimitHeaders.LIMIT, RateLimitHeaders.limit(decision));
        header(RateLimitHeaders.POLICY, RateLimitHeaders.policy(decision));
    }
}
