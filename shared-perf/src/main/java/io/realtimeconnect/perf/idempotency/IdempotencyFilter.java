package io.realtimeconnect.perf.idempotency;

import io.realtimeconnect.perf.web.Problems;
import java.time.Duration;
import org.springframework.boot.webflux.filter.OrderedWebFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Around the whole handling of a POST with a key: records the answer, errors included, and renews the claim meanwhile. A request that is
 * cancelled leaves its claim to run out, because what it had begun may still be going on.
 */
final class IdempotencyFilter implements OrderedWebFilter {

    private final IdempotencyTable table;
    private final IdempotencyProperties properties;
    private final Problems problems;

    IdempotencyFilter(IdempotencyTable table, IdempotencyProperties properties, Problems problems) {
        this.table = table;
        this.properties = properties;
        this.problems = problems;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 30;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!IdempotencyGate.applies(exchange)) {
            return chain.filter(exchange);
        }
        ServerWebExchange recorded = exchange.mutate()
                .response(new RecordingResponse(
                        exchange, table, properties.maxAnswer().toBytes()))
                .build();
        Mono<Void> handled = chain.filter(recorded)
                .onErrorResume(
                        e -> Claim.isAttached(exchange) && !DisconnectedClientHelper.isClientDisconnectedException(e),
                        e -> problems.write(recorded, e))
                .then(Mono.defer(() -> recorded.getResponse().setComplete()));
        return Mono.firstWithSignal(handled, renewals(exchange));
    }

    /** Never ends by itself. */
    private Mono<Void> renewals(ServerWebExchange exchange) {
        Duration often = properties.lease().dividedBy(3);
        return Flux.interval(often)
                .onBackpressureDrop()
                .concatMap(tick -> Claim.isAttached(exchange)
                        ? table.renew(Claim.of(exchange)).onErrorComplete()
                        : Mono.empty())
                .then(Mono.never());
    }
}
