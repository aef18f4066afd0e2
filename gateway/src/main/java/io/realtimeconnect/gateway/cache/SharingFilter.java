package io.realtimeconnect.gateway.cache;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.response.ResponseCache;
import io.realtimeconnect.perf.response.ResponseTerms;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Serves rows of which a service has said that their answers may be shared; sessions, roles and limits have been checked by then. What goes
 * through and may have changed something takes them away.
 */
@Component
final class SharingFilter implements GlobalFilter, Ordered {

    private final SharedRows rows;
    private final @Nullable ResponseCache cache;

    SharingFilter(SharedRows rows, ObjectProvider<ResponseCache> cache) {
        this.rows = rows;
        this.cache = cache.getIfAvailable();
    }

    /** Around what sends the request and writes the answer, its deadline included. */
    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 2;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        if (cache == null) {
            return chain.filter(exchange);
        }
        cache.watch(exchange, rows::caches);
        Row row = Row.of(exchange);
        ResponseTerms terms = row == null ? null : rows.of(row);
        return terms == null ? chain.filter(exchange) : cache.serve(exchange, terms, chain::filter);
    }
}
