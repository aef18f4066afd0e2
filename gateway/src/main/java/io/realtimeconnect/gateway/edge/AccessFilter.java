package io.realtimeconnect.gateway.edge;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.access.AccessGuard;
import io.realtimeconnect.perf.metrics.ScrapeAccess;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.WebAttributes;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** The last checks before the row's service: 401, 403, and 413 where the size is known beforehand. */
@Component
@Order(AccessFilter.ORDER)
final class AccessFilter implements WebFilter {

    static final int ORDER = LimitFilter.ORDER + 10;

    private static final String PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE";

    private final AccessGuard guard;
    private final @Nullable ScrapeAccess scrapers;
    private final EdgeProperties properties;

    AccessFilter(AccessGuard guard, ObjectProvider<ScrapeAccess> scrapers, EdgeProperties properties) {
        this.guard = guard;
        this.scrapers = scrapers.getIfAvailable();
        this.properties = properties;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Row row = Row.of(exchange);
        if (row == null) {
            return chain.filter(exchange);
        }
        return admit(exchange, row).then(Mono.defer(() -> sized(exchange, row, chain)));
    }

    /** A scraper of metrics has a token of its own. */
    private Mono<Void> admit(ServerWebExchange exchange, Row row) {
        boolean metrics = row.path().equals("/metrics") || row.path().equals("/metrics/prometheus");
        return metrics && scrapers != null
                ? scrapers.require(exchange)
                : guard.require(exchange, row.who().level()).then();
    }

    private Mono<Void> sized(ServerWebExchange exchange, Row row, WebFilterChain chain) {
        long most = (row.body() == null ? properties.body() : row.body()).toBytes();
        exchange.getAttributes().put(WebAttributes.MAX_BODY, most);
        if (exchange.getRequest().getHeaders().getContentLength() > most) {
            return Mono.error(tooLarge(row, most));
        }
        return chain.filter(exchange).onErrorMap(AccessFilter::grewTooLarge, error -> tooLarge(row, most));
    }

    /** Whether a body turned out too large on its way. */
    private static boolean grewTooLarge(Throwable error) {
        return error instanceof Problem problem && problem.code().equals(PAYLOAD_TOO_LARGE);
    }

    private static Problem tooLarge(Row row, long most) {
        String code = "upload".equals(row.limit()) ? "MEDIA_TOO_LARGE" : PAYLOAD_TOO_LARGE;
        return new Problem(HttpStatus.CONTENT_TOO_LARGE, code, "The body has more than " + most + " bytes.");
    }
}
