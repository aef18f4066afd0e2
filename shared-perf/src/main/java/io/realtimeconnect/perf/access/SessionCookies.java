package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.session.SessionProperties;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/** Hands a new token to the client in the way its kind may have it, and takes it back. */
public final class SessionCookies {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final Duration maxAge;
    private final @Nullable Boolean secure;

    public SessionCookies(SessionProperties properties) {
        this.maxAge = properties.absoluteTimeout();
        this.secure = properties.cookieSecure();
    }

    /** A browser gets the cookie only, where scripts cannot read it; others get the header {@value Credentials#HEADER} as well. */
    public void issue(ServerWebExchange exchange, String token) {
        set(exchange, cookie(exchange, token, maxAge));
        if (!isBrowser(exchange.getRequest())) {
            exchange.getResponse().getHeaders().set(Credentials.HEADER, token);
        }
    }

    /** Makes the client forget its cookie. */
    public void clear(ServerWebExchange exchange) {
        set(exchange, cookie(exchange, "", Duration.ZERO));
    }

    /** As a header: Netty's own cookies spell {@code HTTPOnly}, which is the same and which not every client knows. */
    private static void set(ServerWebExchange exchange, ResponseCookie cookie) {
        exchange.getResponse().getHeaders().add(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    /** Whether the request says that a browser sends it: such a client must not see the token. */
    public static boolean isBrowser(ServerHttpRequest request) {
        return request.getHeaders().getFirst("Sec-Fetch-Site") != null;
    }

    private ResponseCookie cookie(ServerWebExchange exchange, String value, Duration age) {
        return ResponseCookie.from(Credentials.COOKIE, value)
                .path("/")
                .httpOnly(true)
                .sameSite("Lax")
                .secure(secure != null ? secure : !isThisMachine(exchange.getRequest()))
                .maxAge(age)
                .build();
    }

    private static boolean isThisMachine(ServerHttpRequest request) {
        String forwarded = request.getHeaders().getFirst("X-Forwarded-Host");
        if (forwarded != null) {
            String nearest = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
            boolean withPort = nearest.lastIndexOf(':') > nearest.lastIndexOf(']');
            return THIS_MACHINE.contains(withPort ? nearest.substring(0, nearest.lastIndexOf(':')) : nearest);
        }
        InetSocketAddress host = request.getHeaders().getHost();
        return host != null && THIS_MACHINE.contains(host.getHostString());
    }
}
