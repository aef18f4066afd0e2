package io.realtimeconnect.perf.response;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/** Which paths answers are too old of once a request has changed something (RFC 9111, section 4.4). */
final class Outdated {

    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private Outdated() {}

    /** Whether it may change something: a method that nobody knows may, too. */
    static boolean may(ServerHttpRequest request) {
        return !SAFE.contains(request.getMethod());
    }

    /**
     * Its own path, and what {@code Location} and {@code Content-Location} name here; nothing where it has failed.
     *
     * @param exchange whose answer is about to go out
     */
    static Set<RequestPath> paths(ServerWebExchange exchange) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        Set<RequestPath> paths = new LinkedHashSet<>();
        if (status != null && status.isError()) {
            return paths;
        }
        ServerHttpRequest request = exchange.getRequest();
        paths.add(request.getPath());
        HttpHeaders headers = exchange.getResponse().getHeaders();
        Stream.of(HttpHeaders.LOCATION, HttpHeaders.CONTENT_LOCATION).forEach(header -> {
            RequestPath named = here(request, headers.getFirst(header));
            if (named != null) {
                paths.add(named);
            }
        });
        return paths;
    }

    /** Null for what is elsewhere, or no address. */
    private static @Nullable RequestPath here(ServerHttpRequest request, @Nullable String address) {
        if (address == null) {
            return null;
        }
        URI asked = request.getURI();
        try {
            URI named = asked.resolve(address);
            return origin(named).equals(origin(asked))
                    ? RequestPath.parse(named, request.getPath().contextPath().value())
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }
}
