package io.realtimeconnect.gateway.edge;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.ratelimit.Decision;
import io.realtimeconnect.perf.ratelimit.RateLimitHeaders;
import io.realtimeconnect.perf.ratelimit.RateLimited;
import io.realtimeconnect.perf.ratelimit.RateLimiter;
import io.realtimeconnect.perf.web.WebAttributes;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Counts a call under the policy of its row, once for the whole suite: by user where the policy counts users and there is one, else by
 * address. What is then refused for lack of rights has been counted, too.
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
                .doOnNext(decision ->
                        RateLimitHeaders.write(exchange.getResponse().getHeaders(), decision))
                .flatMap(decision -> decision.allowed() ? Mono.<Void>empty() : Mono.error(new RateLimited(decision)))
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
}
