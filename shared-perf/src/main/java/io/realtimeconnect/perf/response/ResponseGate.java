package io.realtimeconnect.perf.response;

import io.realtimeconnect.perf.web.HandlerGate;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import reactor.core.publisher.Mono;

/** Stands between access control and the handler, so that a kept answer never goes to somebody whom the handler would not see. */
final class ResponseGate implements HandlerGate, SmartInitializingSingleton {

    private final ResponseCache cache;
    private final Declarations declarations;
    private final ObjectProvider<HandlerResultHandler> writers;
    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private volatile Map<PathPattern, Set<String>> kept = Map.of();

    ResponseGate(
            ResponseCache cache,
            Declarations declarations,
            ObjectProvider<RequestMappingHandlerMapping> mappings,
            ObjectProvider<HandlerResultHandler> writers) {
        this.cache = cache;
        this.declarations = declarations;
        this.writers = writers;
        this.mappings = mappings;
    }

    @Override
    public void afterSingletonsInstantiated() {
        kept = declarations.kept(mappings.stream().flatMap(mapping -> mapping.getHandlerMethods().entrySet().stream()));
    }

    @Override
    public Mono<HandlerResult> pass(
            ServerWebExchange exchange, Function<ServerWebExchange, Mono<HandlerResult>> handler) {
        cache.watch(exchange, this::keepers);
        HttpMethod method = exchange.getRequest().getMethod();
        ResponseTerms terms = method == HttpMethod.GET || method == HttpMethod.HEAD ? declarations.of(exchange) : null;
        return terms == null
                ? handler.apply(exchange)
                : cache.serve(exchange, terms, at -> handler.apply(at).flatMap(result -> handled(at, result)))
                        .then(Mono.empty());
    }

    private Set<String> keepers(RequestPath path) {
        PathContainer inside = path.pathWithinApplication();
        return kept.entrySet().stream()
                .filter(pattern -> pattern.getKey().matches(inside))
                .flatMap(pattern -> pattern.getValue().stream())
                .collect(Collectors.toSet());
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
