package io.realtimeconnect.perf.web;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/**
 * Ids in paths: one that is no id names nothing, which is {@code 404 NOT_FOUND} before anything else is asked.
 *
 * <p>Spring would take {@code 1-1-1-1-1} for a UUID, and answer 400 to the rest.
 */
public final class PathIds {

    private static final Map<Method, List<String>> NAMES = new ConcurrentHashMap<>();

    private PathIds() {}

    /**
     * Looks at the {@link UUID} path variables of the handler that was found.
     *
     * @throws Problem {@code 404 NOT_FOUND}
     */
    public static void check(ServerWebExchange exchange, HandlerMethod handler) {
        List<String> names = NAMES.computeIfAbsent(handler.getMethod(), method -> names(handler));
        Map<String, String> variables =
                exchange.getAttributeOrDefault(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, Map.of());
        for (String name : names) {
            String text = variables.get(name);
            if (text == null || Ids.parse(text).isEmpty()) {
                throw Translation.notFound();
            }
        }
    }

    private static List<String> names(HandlerMethod handler) {
        return Arrays.stream(handler.getMethodParameters())
                .filter(p -> p.getParameterType() == UUID.class && p.hasParameterAnnotation(PathVariable.class))
                .map(PathIds::name)
                .toList();
    }

    private static String name(MethodParameter parameter) {
        PathVariable said = parameter.getParameterAnnotation(PathVariable.class);
        if (said != null && !said.name().isEmpty()) {
            return said.name();
        }
        return parameter.getParameter().getName();
    }
}
