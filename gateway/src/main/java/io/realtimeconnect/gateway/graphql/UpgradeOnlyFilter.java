package io.realtimeconnect.gateway.graphql;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.access.CrossSite;
import io.realtimeconnect.perf.web.Problem;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Operations come by POST; a GET is for WebSocket, and any other one a method that is not known here. Runs between 404 and 401. */
@Component
@Order(5)
final class UpgradeOnlyFilter implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Row row = Row.of(exchange);
        if (row == null
                || !row.path().equals("/graphql")
                || row.method() != HttpMethod.GET
                || CrossSite.isWebSocketUpgrade(exchange.getRequest())) {
            return chain.filter(exchange);
        }
        exchange.getResponse().getHeaders().setAllow(Set.of(HttpMethod.OPTIONS, HttpMethod.POST));
        return Mono.error(new Problem(
                HttpStatus.METHOD_NOT_ALLOWED,
                "METHOD_NOT_ALLOWED",
                "Operations come by POST, subscriptions by WebSocket"));
    }
}
