package io.realtimeconnect.perf.ratelimit;

import java.time.Duration;
import org.springframework.http.HttpHeaders;

/**
 * Tells clients where they stand, in the fields of draft-ietf-httpapi-ratelimit-headers (structured fields, from draft 08 on):
 * {@code RateLimit-Policy: "api";q=600;w=60} and {@code RateLimit: "api";r=99;t=1}.
 */
public final class RateLimitHeaders {

    static final String LIMIT = "RateLimit";
    static final String POLICY = "RateLimit-Policy";

    private RateLimitHeaders() {}

    /** Writes both fields, and {@code Retry-After} where the call is refused; nothing where no limit applies. */
    public static void write(HttpHeaders headers, Decision decision) {
        if (decision.limited()) {
            headers.set(LIMIT, limit(decision));
            headers.set(POLICY, policy(decision));
            if (!decision.allowed()) {
                headers.set(HttpHeaders.RETRY_AFTER, seconds(decision.retryAfter()));
            }
        }
    }

    static String limit(Decision decision) {
        Duration more = decision.allowed() ? decision.resetAfter() : decision.retryAfter();
        return '"' + decision.policy() + "\";r=" + decision.remaining() + ";t=" + seconds(more);
    }

    static String policy(Decision decision) {
        return '"' + decision.policy() + "\";q=" + decision.limit() + ";w=" + seconds(decision.window());
    }

    /** Whole seconds, at least one: whoever waits as long is let in. */
    static String seconds(Duration duration) {
        long rounded = duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
        return Long.toString(Math.max(1, rounded));
    }
}
