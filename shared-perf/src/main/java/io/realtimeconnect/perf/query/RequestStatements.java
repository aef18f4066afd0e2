package io.realtimeconnect.perf.query;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import reactor.util.context.ContextView;

/** The statements of one request, in the Reactor context under this class: how many of each, and for which route. */
final class RequestStatements {

    private final ServerWebExchange exchange;
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();

    RequestStatements(ServerWebExchange exchange) {
        this.exchange = exchange;
    }

    static @Nullable RequestStatements from(ContextView context) {
        return context.getOrDefault(RequestStatements.class, null);
    }

    void count(SqlFingerprint sql) {
        total.incrementAndGet();
        counts.computeIfAbsent(sql.text(), text -> new AtomicInteger()).incrementAndGet();
    }

    int total() {
        return total.get();
    }

    Map<String, AtomicInteger> counts() {
        return counts;
    }

    /** Known once a handler is; the template, never the path. */
    String route() {
        Object pattern = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return pattern instanceof PathPattern path
                ? exchange.getRequest().getMethod() + " " + path.getPatternString()
                : "none";
    }
}
