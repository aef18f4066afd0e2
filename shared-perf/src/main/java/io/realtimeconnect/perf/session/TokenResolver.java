package io.realtimeconnect.perf.session;

import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpCookie;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.session.WebSessionIdResolver;

/** Finds the token of a {@code WebSession} in header or cookie; only a login hands tokens out, so it never writes one. */
final class TokenResolver implements WebSessionIdResolver {

    @Override
    public List<String> resolveSessionIds(ServerWebExchange exchange) {
        List<String> tokens = new ArrayList<>(exchange.getRequest().getHeaders().getOrEmpty("X-Auth-Token"));
        for (HttpCookie cookie : exchange.getRequest().getCookies().getOrDefault("SESSION", List.of())) {
            tokens.add(cookie.getValue());
        }
        return tokens.stream().distinct().toList();
    }

    @Override
    public void setSessionId(ServerWebExchange exchange, String sessionId) {
        // a session that no login made has no id worth telling
    }

    @Override
    public void expireSession(ServerWebExchange exchange) {
        // the cookie is cleared by the one who ends the session
    }
}
