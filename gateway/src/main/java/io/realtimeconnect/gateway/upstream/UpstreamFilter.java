package io.realtimeconnect.gateway.upstream;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ALREADY_ROUTED_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.PRESERVE_HOST_HEADER_ATTRIBUTE;

import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.web.Deadline;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Picks an instance and sends the request there; goes to the next one where that is safe. Covers an attempt up to the head of the
 * answer: what breaks later cannot be taken back.
 */
@Component
final class UpstreamFilter implements GlobalFilter, Ordered {

    private final Upstreams upstreams;
    private final UpstreamProperties properties;

    UpstreamFilter(Upstreams upstreams, UpstreamProperties properties) {
        this.upstreams = upstreams;
        this.properties = properties;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Row row = Objects.requireNonNull(Row.of(exchange), "only rows are proxied");
        Iterator<Instance> instances = upstreams.of(row.service()).stream()
                .limit(properties.attempts())
                .iterator();
        return attempt(exchange, chain, row, instances, Unanswered.unavailable(row.service()));
    }

    private Mono<Void> attempt(
            ServerWebExchange exchange,
            GatewayFilterChain chain,
            Row row,
            Iterator<Instance> instances,
            Throwable last) {
        if (!instances.hasNext()) {
            return Mono.error(Unanswered.problem(last, row.service()));
        }
        Instance instance = instances.next();
        return Mono.defer(() -> chain.filter(aimedAt(instance, exchange)))
                .timeout(headLimit(exchange), Mono.error(TimeoutException::new))
                .transformDeferred(CircuitBreakerOperator.of(instance.breaker()))
                .onErrorResume(
                        error -> Unanswered.mayGoElsewhere(error, row.method()),
                        error -> attempt(exchange, chain, row, instances, error))
                .onErrorMap(error -> Unanswered.problem(error, row.service()));
    }

    private static ServerWebExchange aimedAt(Instance instance, ServerWebExchange exchange) {
        exchange.getAttributes()
                .put(GATEWAY_REQUEST_URL_ATTR, instance.at(exchange.getRequest().getURI()));
        exchange.getAttributes().put(PRESERVE_HOST_HEADER_ATTRIBUTE, true);
        exchange.getAttributes().remove(GATEWAY_ALREADY_ROUTED_ATTR);
        Deadline deadline = RowDeadlineFilter.of(exchange);
        if (deadline == null) {
            return exchange;
        }
        String remaining = Long.toString(Math.max(1, deadline.remaining().toMillis()));
        return exchange.mutate()
                .request(request -> request.headers(headers -> headers.set(Deadline.HEADER, remaining)))
                .build();
    }

    /** What an instance has for the head of its answer; that of a stream comes in the usual time, too. */
    private Duration headLimit(ServerWebExchange exchange) {
        Deadline deadline = RowDeadlineFilter.of(exchange);
        Duration left = deadline == null ? properties.deadline() : deadline.remaining();
        return left.isNegative() ? Duration.ZERO : left;
    }
}
