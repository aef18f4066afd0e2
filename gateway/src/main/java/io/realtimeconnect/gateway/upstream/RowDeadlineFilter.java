package io.realtimeconnect.gateway.upstream;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.web.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * One deadline for the whole of a proxied request, its answer's body included. Past it the upstream connection is dropped; an answer
 * that had begun ends with the connection, so that no client takes half of it for all.
 */
@Component
final class RowDeadlineFilter implements GlobalFilter, Ordered {

    private static final String ATTRIBUTE = RowDeadlineFilter.class.getName();

    /** The attempt's own time-out, which counts against the instance, is to come first. */
    private static final Duration GRACE = Duration.ofMillis(50);

    private final UpstreamProperties properties;

    RowDeadlineFilter(UpstreamProperties properties) {
        this.properties = properties;
    }

    static @Nullable Deadline of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Row row = Objects.requireNonNull(Row.of(exchange), "only rows are proxied");
        if (row.stream()) {
            return chain.filter(exchange.mutate()
                    .response(new IdleLimit(exchange.getResponse(), properties.idle()))
                    .build());
        }
        Duration allowed = row.deadline() == null ? properties.deadline() : row.deadline();
        exchange.getAttributes().put(ATTRIBUTE, Deadline.in(allowed));
        return chain.filter(exchange)
                .timeout(allowed.plus(GRACE), Mono.error(TimeoutException::new))
                .onErrorMap(TimeoutException.class, error -> Unanswered.timeout(row.service()));
    }
}
