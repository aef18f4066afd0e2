package io.realtimeconnect.perf.access;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The session token that a request presents, unread.
 *
 * @param token null without one
 * @param byCookie whether only the cookie carries it: a browser may have added it without being asked
 */
public record Credentials(@Nullable String token, boolean byCookie) {

    public static final String COOKIE = "SESSION";
    public static final String HEADER = "X-Auth-Token";

    private static final Credentials NONE = new Credentials(null, false);

    /** @throws AmbiguousSession when the request names more than one token */
    public static Credentials of(ServerHttpRequest request) {
        String header = null;
        for (String value : request.getHeaders().getOrEmpty(HEADER)) {
            header = same(header, value);
        }
        String cookie = null;
        for (HttpCookie value : request.getCookies().getOrDefault(COOKIE, List.of())) {
            cookie = same(cookie, value.getValue());
        }
        if (header == null && cookie == null) {
            return NONE;
        }
        return header == null ? new Credentials(cookie, true) : new Credentials(same(cookie, header), false);
    }

    private static @Nullable String same(@Nullable String before, String value) {
        if (value.isBlank()) {
            return before;
        }
        if (before != null && !before.equals(value)) {
            throw new AmbiguousSession();
        }
        return value;
    }
}
