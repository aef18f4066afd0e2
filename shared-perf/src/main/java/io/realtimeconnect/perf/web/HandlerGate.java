package io.realtimeconnect.perf.web;

import java.util.function.Function;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Something that stands before handler methods, after mapping and access: it may let a request pass, refuse it or answer it. */
public interface HandlerGate {

    /** @param handler runs the handler, on this exchange or on another like it; empty when the answer has been written */
    Mono<HandlerResult> pass(ServerWebExchange exchange, Function<ServerWebExchange, Mono<HandlerResult>> handler);
}
