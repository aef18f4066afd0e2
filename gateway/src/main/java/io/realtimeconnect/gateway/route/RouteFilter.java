package io.realtimeconnect.gateway.route;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The first check of all: whether the call exists. OPTIONS is answered here, with what does.
 *
 * <p>The management port has a context of its own, which borrows this filter: what comes there is none of its business.
 */
@Component
@Order(RouteFilter.ORDER)
final class RouteFilter implements WebFilter {

    /** After request ids are known, before anybody is asked who they are. */
    static final int ORDER = 0;

    private final RouteTable table;
    private final ApplicationContext home;

    RouteFilter(RouteTable table, ApplicationContext home) {
        this.table = table;
        this.home = home;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ApplicationContext port = exchange.getApplicationContext();
        if (port != null && !port.equals(home)) {
            return chain.filter(exchange);
        }
        String path = exchange.getRequest().getURI().getRawPath();
        if (path == null || HostilePath.is(path)) {
            return Mono.error(Refused.hostilePath());
        }
        HttpMethod method = exchange.getRequest().getMethod();
        Finding finding = table.find(method, path);
        if (finding instanceof Finding.Found found) {
            found.row().rememberIn(exchange);
            return chain.filter(exchange);
        }
        if (finding instanceof Finding.OtherMethods others) {
            return otherMethods(exchange, method, others.allow());
        }
        return Mono.error(Refused.notFound(((Finding.Nothing) finding).code()));
    }

    private static Mono<Void> otherMethods(ServerWebExchange exchange, HttpMethod asked, List<HttpMethod> allow) {
        exchange.getResponse().getHeaders().setAllow(new LinkedHashSet<>(allow));
        if (asked == HttpMethod.OPTIONS) {
            exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
            return exchange.getResponse().setComplete();
        }
        String names = allow.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        return Mono.error(Refused.otherMethods(names));
    }
}
