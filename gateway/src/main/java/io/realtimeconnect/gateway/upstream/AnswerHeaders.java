package io.realtimeconnect.gateway.upstream;

import io.realtimeconnect.gateway.cache.SharedRows;
import io.realtimeconnect.perf.web.RequestId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** What of a service's answer stays in the house, what the gateway has said itself included. */
@Component
final class AnswerHeaders implements HttpHeadersFilter, Ordered {

    private static final Set<String> KEPT_BACK = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        KEPT_BACK.add(RequestId.HEADER);
        KEPT_BACK.add("X-Service-Token");
        KEPT_BACK.add(HttpHeaders.SERVER);
        KEPT_BACK.add(HttpHeaders.UPGRADE);
        KEPT_BACK.add(SharedRows.HEADER);
    }

    /** Lists: a limit of the service's own stands beside the one that was counted here. */
    private static final Set<String> ADDED = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        ADDED.addAll(List.of("RateLimit", "RateLimit-Policy", HttpHeaders.VARY));
    }

    private final SharedRows shared;

    AnswerHeaders(SharedRows shared) {
        this.shared = shared;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public boolean supports(Type type) {
        return type == Type.RESPONSE;
    }

    @Override
    public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
        shared.hear(exchange, input);
        HttpHeaders headers = new HttpHeaders();
        HttpHeaders own = exchange.getResponse().getHeaders();
        input.forEach((name, values) -> {
            if (!KEPT_BACK.contains(name) && (ADDED.contains(name) || !own.containsHeader(name))) {
                headers.addAll(name, values);
            }
        });
        return headers;
    }
}
