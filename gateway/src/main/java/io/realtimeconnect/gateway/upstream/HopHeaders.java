package io.realtimeconnect.gateway.upstream;

import io.realtimeconnect.perf.web.RequestId;
import java.util.List;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** What a service hears beside the request. Runs after the filters that take off what concerns one hop only. */
@Component
public final class HopHeaders implements HttpHeadersFilter, Ordered {

    private static final List<String> PASSED_ON = List.of("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto");

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public boolean supports(Type type) {
        return type == Type.REQUEST;
    }

    @Override
    public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(input);
        HttpHeaders known = exchange.getRequest().getHeaders();
        for (String name : PASSED_ON) {
            String value = known.getFirst(name);
            if (value != null) {
                headers.set(name, value);
            }
        }
        RequestId id = RequestId.from(exchange);
        headers.set(RequestId.HEADER, id.value());
        if (id.traceparent() == null) {
            headers.remove("traceparent");
            headers.remove("tracestate");
        }
        return headers;
    }
}
