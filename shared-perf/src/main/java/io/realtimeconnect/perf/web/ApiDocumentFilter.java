package io.realtimeconnect.perf.web;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Lets springdoc work off the event loop: at the first call it reads class files and looks at every handler, a second or more. */
final class ApiDocumentFilter implements WebFilter {

    private static final String PATH = "/v3/api-docs";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Mono<Void> rest = chain.filter(exchange);
        return exchange.getRequest().getPath().value().startsWith(PATH)
                ? rest.subscribeOn(Schedulers.boundedElastic())
                : rest;
    }
}
