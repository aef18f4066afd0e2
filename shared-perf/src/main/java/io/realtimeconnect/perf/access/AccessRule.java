package io.realtimeconnect.perf.access;

import java.util.Arrays;
import java.util.List;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What a controller's method asks of its callers.
 *
 * @param wantsUser whether an open method takes the user if there is one: only then is a session looked up
 */
record AccessRule(Access.Level level, List<String> callers, boolean wantsUser) {

    /** The annotation of the method, else of its class, else a session; none for classes of open packages. */
    static AccessRule of(HandlerMethod handler, List<String> openPackages) {
        boolean wantsUser =
                Arrays.asList(handler.getMethod().getParameterTypes()).contains(CurrentUser.class);
        Access access = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), Access.class);
        if (access == null) {
            access = AnnotatedElementUtils.findMergedAnnotation(handler.getBeanType(), Access.class);
        }
        if (access != null) {
            return new AccessRule(access.value(), List.of(access.callers()), wantsUser);
        }
        String type = handler.getBeanType().getName();
        boolean open = openPackages.stream().anyMatch(name -> type.startsWith(name + "."));
        return new AccessRule(open ? Access.Level.ANYONE : Access.Level.SESSION, List.of(), wantsUser);
    }

    /** Completes when the caller may go on. */
    Mono<Void> check(AccessGuard guard, ServerWebExchange exchange) {
        return switch (level) {
            case ANYONE -> wantsUser ? guard.require(exchange, level).then() : guard.anyone(exchange);
            case SERVICE -> guard.service(exchange, callers).then();
            default -> guard.require(exchange, level).then();
        };
    }
}
