package io.realtimeconnect.gateway.edge;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.gateway.route.Who;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Tells who may keep an answer, a service's or the gateway's own: what needs a session is nobody's but the client's, and of anything
 * there may be one in each encoding.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class KeepingFilter implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        exchange.getResponse().beforeCommit(() -> {
            Row row = Row.of(exchange);
            String said = headers.getCacheControl();
            if (row != null && row.who() != Who.ANYONE && (said == null || !said.contains("no-store"))) {
                headers.setCacheControl("private, no-cache");
            }
            return Mono.empty();
        });
        return chain.filter(exchange);
    }
}
