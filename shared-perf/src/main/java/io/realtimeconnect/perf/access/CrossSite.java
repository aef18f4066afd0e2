package io.realtimeconnect.perf.access;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Tells a request that a browser sends for a page of ours from one that a foreign page makes it send.
 *
 * <p>Browsers set {@code Origin} and {@code Sec-Fetch-Site} themselves (Fetch, W3C Fetch Metadata); a request with neither is no
 * browser's. The own host is what the client asked for: {@code X-Forwarded-Host} counts as well, since no page can make a browser set it.
 */
public final class CrossSite {

    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final Set<String> allowedOrigins;

    /** @param allowedOrigins origins as browsers write them: scheme, host and a port that is not the scheme's own */
    public CrossSite(Collection<String> allowedOrigins) {
        this.allowedOrigins = allowedOrigins.stream()
                .map(origin -> origin.strip().toLowerCase(Locale.ROOT).replaceAll("/+$", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the method may change nothing, RFC 9110 9.2.1. */
    public static boolean isSafe(@Nullable HttpMethod method) {
        return method != null && SAFE.contains(method);
    }

    public static boolean isWebSocketUpgrade(ServerHttpRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade());
    }

    /** @throws CsrfRejected unless the request comes from an allowed origin, or from no browser */
    public void check(ServerHttpRequest request) {
        if (!allows(request)) {
            throw new CsrfRejected();
        }
    }

    public boolean allows(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        String site = headers.getFirst("Sec-Fetch-Site");
        String origin = headers.getOrigin();
        if (origin == null) {
            return site == null || site.equalsIgnoreCase("same-origin") || site.equalsIgnoreCase("none");
        }
        String written = origin.toLowerCase(Locale.ROOT);
        return allowedOrigins.contains(written) || isOwn(written, headers);
    }

    private static boolean isOwn(String origin, HttpHeaders headers) {
        URI uri;
        try {
            uri = URI.create(origin);
        } catch (IllegalArgumentException e) {
            return false;
        }
        String scheme = uri.getScheme();
        if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            return false;
        }
        String forwardedProto = last(headers.getFirst("X-Forwarded-Proto"));
        if (forwardedProto != null && !forwardedProto.equalsIgnoreCase(scheme)) {
            return false;
        }
        String authority = authority(uri.getAuthority(), scheme);
        return authority.equals(authority(headers.getFirst(HttpHeaders.HOST), scheme))
                || authority.equals(authority(last(headers.getFirst("X-Forwarded-Host")), scheme));
    }

    /** Host and port, the port written out. */
    private static String authority(@Nullable String written, String scheme) {
        if (written == null) {
            return "";
        }
        String host = written.strip().toLowerCase(Locale.ROOT);
        boolean withPort = host.lastIndexOf(':') > host.lastIndexOf(']');
        return withPort ? host : host + (scheme.equals("https") ? ":443" : ":80");
    }

    /** What the nearest proxy wrote. */
    private static @Nullable String last(@Nullable String list) {
        return list == null ? null : list.substring(list.lastIndexOf(',') + 1).strip();
    }
}
