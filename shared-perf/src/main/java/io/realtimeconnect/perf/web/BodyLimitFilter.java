package io.realtimeconnect.perf.web;

import org.springframework.boot.webflux.filter.OrderedWebFilter;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Tells a {@link BoundedRequest} what its handler takes, once that is known. */
final class BodyLimitFilter implements OrderedWebFilter {

    private final long otherwise;

    BodyLimitFilter(DataSize otherwise) {
        this.otherwise = otherwise.toBytes();
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 20;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (exchange.getRequest() instanceof BoundedRequest request) {
            request.limit(() -> limit(exchange));
        }
        return chain.filter(exchange);
    }

    private long limit(ServerWebExchange exchange) {
        if (exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler) {
            MaxBody said = handler.getMethodAnnotation(MaxBody.class);
            if (said != null) {
                return DataSize.parse(said.value()).toBytes();
            }
        }
        Long told = exchange.getAttribute(WebAttributes.MAX_BODY);
        return told == null ? otherwise : told;
    }
}
