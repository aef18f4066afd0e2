package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.web.PathIds;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Finds the controller's method, then asks whether the caller may: so 404 and 405 come before 401 and 403, and these before the body.
 *
 * <p>A preflight is let through: it never reaches a method.
 */
final class AccessHandlerMapping extends RequestMappingHandlerMapping {

    private final AccessGuard guard;
    private final List<String> openPackages;
    private final ConcurrentMap<Method, AccessRule> rules = new ConcurrentHashMap<>();

    AccessHandlerMapping(AccessGuard guard, List<String> openPackages) {
        this.guard = guard;
        this.openPackages = openPackages;
    }

    @Override
    public Mono<HandlerMethod> getHandlerInternal(ServerWebExchange exchange) {
        return super.getHandlerInternal(exchange).flatMap(handler -> {
            if (CorsUtils.isPreFlightRequest(exchange.getRequest())) {
                return Mono.just(handler);
            }
            PathIds.check(exchange, handler);
            AccessRule rule =
                    rules.computeIfAbsent(handler.getMethod(), method -> AccessRule.of(handler, openPackages));
            return rule.check(guard, exchange).thenReturn(handler);
        });
    }
}
