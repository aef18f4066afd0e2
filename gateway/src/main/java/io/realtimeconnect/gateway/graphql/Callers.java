package io.realtimeconnect.gateway.graphql;

import io.realtimeconnect.perf.access.Credentials;
import io.realtimeconnect.perf.web.RequestId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** Takes from a request that passed the edge in whose name its operations run. */
@Component
final class Callers {

    private final GraphQlProperties properties;

    Callers(GraphQlProperties properties) {
        this.properties = properties;
    }

    Call call(ServerWebExchange exchange, @Nullable EventSocket events) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String token = Credentials.of(exchange.getRequest()).token();
        return new Call(
                Objects.requireNonNull(token, "the edge let it pass"),
                RequestId.from(exchange),
                headers.getFirst("X-Forwarded-For"),
                null,
                properties.timeout(),
                headers.getFirst("Idempotency-Key"),
                events);
    }
}
