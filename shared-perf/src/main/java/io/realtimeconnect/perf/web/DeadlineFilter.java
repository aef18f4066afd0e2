package io.realtimeconnect.perf.web;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webflux.filter.OrderedWebFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Cancels a request that is past its {@link Deadline}; streams of events and WebSockets may go on. */
final class DeadlineFilter implements OrderedWebFilter {

    private final Duration longest;
    private final boolean trusting;

    DeadlineFilter(Duration longest, boolean trusting) {
        this.longest = longest;
        this.trusting = trusting;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 10;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if ("websocket".equalsIgnoreCase(headers.getUpgrade())) {
            return chain.filter(exchange);
        }
        Deadline deadline = Deadline.in(remaining(headers.getFirst(Deadline.HEADER)));
        return chain.filter(exchange)
                .contextWrite(context -> context.put(Deadline.class, deadline))
                .timeout(Mono.delay(deadline.remaining())
                        .flatMap(late -> streams(exchange) ? Mono.never() : Mono.just(late)))
                .onErrorMap(TimeoutException.class, e -> timeout());
    }

    private Duration remaining(@Nullable String sent) {
        if (!trusting || sent == null || !sent.matches("\\d{1,9}")) {
            return longest;
        }
        Duration wanted = Duration.ofMillis(Long.parseLong(sent));
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }

    private static boolean streams(ServerWebExchange exchange) {
        MediaType type = exchange.getResponse().getHeaders().getContentType();
        return exchange.getResponse().isCommitted() && MediaType.TEXT_EVENT_STREAM.isCompatibleWith(type);
    }

    static Problem timeout() {
        return new Problem(HttpStatus.GATEWAY_TIMEOUT, "UPSTREAM_TIMEOUT", "The answer did not come in time.");
    }
}
