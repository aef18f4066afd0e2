package io.realtimeconnect.gateway.edge;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.access.AccessGuard;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Finds out whose limit a request counts against; whether its session is good enough is for {@link AccessFilter}. */
@Component
@Order(SessionFilter.ORDER)
final class SessionFilter implements WebFilter {

    static final int ORDER = 10;

    private final AccessGuard guard;

    SessionFilter(AccessGuard guard) {
        this.guard = guard;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Row row = Row.of(exchange);
        if (row == null || row.limit() == null) {
            return chain.filter(exchange);
        }
        return guard.optionalUser(exchange).then(Mono.defer(() -> chain.filter(exchange)));
    }
}
