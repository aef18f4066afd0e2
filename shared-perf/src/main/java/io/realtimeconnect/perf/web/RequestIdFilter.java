package io.realtimeconnect.perf.web;

import org.springframework.boot.webflux.filter.OrderedWebFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives each request its {@link RequestId} and each answer that id. */
final class RequestIdFilter implements OrderedWebFilter {

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var headers = exchange.getRequest().getHeaders();
        RequestId id = RequestId.of(headers.getFirst(RequestId.HEADER), headers.getFirst("traceparent"));
        exchange.getAttributes().put(WebAttributes.REQUEST_ID, id);
        exchange.getResponse().getHeaders().set(RequestId.HEADER, id.value());
        return chain.filter(exchange).contextWrite(context -> context.put(RequestId.class, id));
    }
}
