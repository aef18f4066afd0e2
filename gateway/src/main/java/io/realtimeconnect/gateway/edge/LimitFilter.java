package io.realtimeconnect.gateway.edge;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.ratelimit.Decision;
import io.realtimeconnect.perf.ratelimit.RateLimiter;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.WebAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Counts a call under the policy of its row, once for the whole suite: by user where the policy counts users and there is one, else by
 * address. What is then refused for lack of rights has been counted, too.
 *
 * <p>Headers as in draft-ietf-httpapi-ratelimit-headers-10.
 */
@Component
@Order(LimitFilter.ORDER)
final class LimitFilter implements WebFilter {

    static final int ORDER = SessionFilter.ORDER + 10;

    private static final String AUTH = "auth";
    private static final String ANONYMOUS = "anonymous";

    private final @Nullable RateLimiter limiter;

    /** Without a limiter, which is how it is turned off, nothing is counted. */
    LimitFilter(ObjectProvider<RateLimiter> limiter) {
        this.limiter = limiter.getIfAvailable();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Row row = Row.of(exchange);
        if (limiter == null || row == null || row.limit() == null) {
            return chain.filter(exchange);
        }
        return decide(limiter, exchange, row.limit())
                .doOnNext(decision -> tell(exchange.getResponse().getHeaders(), decision))
                .flatMap(decision -> decision.allowed() ? Mono.<Void>empty() : Mono.error(refusal(decision)))
                .then(Mono.defer(() -> chain.filter(exchange)));
    }

    private static Mono<Decision> decide(RateLimiter limiter, ServerWebExchange exchange, String policy) {
        UUID user = exchange.getAttribute(WebAttributes.USER_ID);
        boolean byAddress = policy.equals(AUTH) || policy.equals(ANONYMOUS);
        if (user != null && !byAddress) {
            return limiter.take(policy, user.toString(), 1);
        }
        Client client = Objects.requireNonNull(exchange.getAttribute(Client.ATTRIBUTE), "set by HeaderFilter");
        return limiter.take(byAddress ? policy : ANONYMOUS, client.ip(), 1);
    }

    private static void tell(HttpHeaders headers, Decision decision) {
        headers.set(
                "RateLimit-Policy",
                "\"%s\";q=%d;w=%d"
                        .formatted(
                                decision.policy(),
                                decision.limit(),
                                decision.window().toSeconds()));
        headers.set(
                "RateLimit",
                "\"%s\";r=%d;t=%d"
                        .formatted(decision.policy(), decision.remaining(), secondsUp(decision.resetAfter())));
    }

    private static Problem refusal(Decision decision) {
        return new Problem(HttpStatus.TOO_MANY_REQUESTS, "RATE_LIMITED", "Too many calls; wait before the next")
                .header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, secondsUp(decision.retryAfter()))));
    }

    private static long secondsUp(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }
}
