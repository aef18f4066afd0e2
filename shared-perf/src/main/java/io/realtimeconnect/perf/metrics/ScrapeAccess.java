package io.realtimeconnect.perf.metrics;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.AccessGuard;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets administrators read metrics, and whoever sends {@code Authorization: Bearer <perf.metrics.scrape-token>}. */
public final class ScrapeAccess {

    private static final String BEARER = "bearer ";

    private final AccessGuard guard;
    private final byte @Nullable [] token;

    ScrapeAccess(AccessGuard guard, @Nullable String token) {
        this.guard = guard;
        this.token = token == null || token.isBlank() ? null : token.getBytes(StandardCharsets.UTF_8);
    }

    /** Signals 401 or 403, as for any administrator's call. */
    public Mono<Void> require(ServerWebExchange exchange) {
        return Mono.defer(() -> showsToken(exchange)
                ? Mono.empty()
                : guard.require(exchange, Access.Level.ADMIN).then());
    }

    /** The comparison takes the same time wherever the two differ. */
    private boolean showsToken(ServerWebExchange exchange) {
        String shown = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (token == null || shown == null || !shown.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return false;
        }
        byte[] bytes = shown.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(token, bytes);
    }
}
