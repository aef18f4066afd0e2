package io.realtimeconnect.gateway.edge;

import java.util.List;
import java.util.Locale;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Takes off a request what only this house may say, and says it: after this filter {@code X-Forwarded-*} is the truth and nothing claims
 * to be a service, a user or a deadline.
 */
@Component
@Order(HeaderFilter.ORDER)
final class HeaderFilter implements WebFilter {

    /** After the filters of shared-perf, one of which knows a request only as it came in; none of them believes these headers. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    private static final List<String> FAMILIES =
            List.of("x-service-", "x-user-", "x-forwarded-", "x-original-", "x-rewrite-");
    private static final List<String> NAMES = List.of(
            "x-request-deadline",
            "forwarded",
            "x-real-ip",
            "x-http-method-override",
            "x-http-method",
            "x-method-override");

    private final TrustedProxies proxies;

    HeaderFilter(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Client client = Client.of(exchange.getRequest(), proxies);
        exchange.getAttributes().put(Client.ATTRIBUTE, client);
        return chain.filter(exchange.mutate()
                .request(request -> request.headers(headers -> rewrite(headers, client)))
                .build());
    }

    private static void rewrite(HttpHeaders headers, Client client) {
        headers.headerNames().stream().filter(HeaderFilter::isOurs).toList().forEach(headers::remove);
        headers.set(Client.FORWARDED_FOR, client.ip());
        headers.set(Client.FORWARDED_PROTO, client.proto());
        if (client.host() != null) {
            headers.set(Client.FORWARDED_HOST, client.host());
        }
    }

    private static boolean isOurs(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return NAMES.contains(name) || FAMILIES.stream().anyMatch(name::startsWith);
    }
}
