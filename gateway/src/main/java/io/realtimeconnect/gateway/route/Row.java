package io.realtimeconnect.gateway.route;

import io.realtimeconnect.perf.web.WebAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;

/**
 * One row of the table: a call that exists.
 *
 * @param path template such as {@code /api/v1/users/{user}}
 * @param service who answers, {@link #GATEWAY} for this house
 * @param limit name of the rate-limit policy, null where nothing is counted
 * @param deadline null for the default, and where {@code stream}
 * @param stream whether the answer may last: it has an idle limit instead of a deadline
 * @param body the most a request may carry, null for the default
 */
public record Row(
        HttpMethod method,
        String path,
        String service,
        Who who,
        @Nullable String limit,
        @Nullable Duration deadline,
        boolean stream,
        @Nullable DataSize body) {

    public static final String GATEWAY = "gateway";

    private static final String ATTRIBUTE = Row.class.getName();

    /** The row a request was found to be for; null before {@code RouteFilter}. */
    public static @Nullable Row of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    void rememberIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
        exchange.getAttributes().put(WebAttributes.ROUTE, path);
    }

    /** Whether another service answers. */
    public boolean proxied() {
        return !service.equals(GATEWAY);
    }
}
