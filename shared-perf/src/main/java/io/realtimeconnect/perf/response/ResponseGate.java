package io.realtimeconnect.perf.response;

import io.realtimeconnect.perf.web.HandlerGate;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Stands between access control and the handler, so that a kept answer never goes to somebody whom the handler would not see. */
final class ResponseGate implements HandlerGate {

    private final ResponseCache cache;
    private final Declarations declarations;
    private final ObjectProvider<HandlerResultHandler> writers;

    ResponseGate(ResponseCache cache, Declarations declarations, ObjectProvider<HandlerResultHandler> writers) {
        this.cache = cache;
        this.declarations = declarations;
        this.writers = writers;
    }

    @Override
    public Mono<HandlerResult> pass(
            ServerWebExchange exchange, Function<ServerWebExchange, Mono<HandlerResult>> handler) {
        HttpMethod method = exchange.getRequest().getMethod();
        ResponseTerms terms = method == HttpMethod.GET || method == HttpMethod.HEAD ? declarations.of(exchange) : null;
        return terms == null
                ? handler.apply(exchange)
                : cache.serve(exchange, terms, at -> handler.apply(at).flatMap(result -> handled(at, result)))
                        .then(Mono.empty());
    }

    /** What Spring's dispatcher does with a result. */
    private Mono<Void> handled(ServerWebExchange exchange, HandlerResult result) {
        Mono<Void> written = write(exchange, result);
        DispatchExceptionHandler errors = result.getExceptionHandler();
        return errors == null
                ? written
                : written.onErrorResume(
                        e -> errors.handleError(exchange, e).flatMap(second -> write(exchange, second)));
    }

    private Mono<Void> write(ServerWebExchange exchange, HandlerResult result) {
        return writers.orderedStream()
                .filter(writer -> writer.supports(result))
                .findFirst()
                .map(writer -> writer.handleResult(exchange, result))
                .orElseGet(() -> Mono.error(new IllegalStateException("Nothing writes a " + result.getReturnType())));
    }
}
