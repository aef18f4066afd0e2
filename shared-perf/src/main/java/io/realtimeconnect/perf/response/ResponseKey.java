package io.realtimeconnect.perf.response;

import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.WebAttributes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;

/**
 * What tells answers apart: {@code <who>:<path>?<query>|<accept>|<handler>|<header>=<value>…}. Who is {@code all}, or
 * {@code u:<id>:<roles>:<session>}, the session by its public handle; the query is decoded, sorted by name and encoded again. Where the origin
 * looks at the whole request, the path has scheme and host before it. Long ones end with a hash of the whole, and of headers with secrets there
 * is only one.
 */
final class ResponseKey {

    private static final Set<String> SECRET =
            Set.of("authorization", "cookie", "proxy-authorization", "x-auth-token", "x-service-token");

    private static final int LONGEST = 240;
    private static final int KEPT = 120;

    private ResponseKey() {}

    static String of(ServerWebExchange exchange, ResponseTerms terms, String accept) {
        ServerHttpRequest request = exchange.getRequest();
        StringBuilder key = new StringBuilder(who(exchange, terms));
        key.append(':');
        if (terms.query() == null && !terms.targeted()) {
            key.append(encoded(
                    request.getURI().getScheme() + "://" + request.getURI().getRawAuthority()));
        }
        key.append(request.getURI().getRawPath());
        query(key, request.getQueryParams(), terms.query());
        key.append('|').append(encoded(accept));
        if (!terms.by().isEmpty()) {
            key.append('|').append(terms.by());
        }
        for (String header : new TreeSet<>(terms.vary())) {
            String value = String.join(",", request.getHeaders().getOrEmpty(header));
            String name = header.toLowerCase(Locale.ROOT);
            key.append('|').append(name).append('=').append(SECRET.contains(name) ? hash(value) : encoded(value));
        }
        return key.length() <= LONGEST ? key.toString() : key.substring(0, KEPT) + "#" + hash(key.toString());
    }

    /** What all answers of a path carry, however it is spelt. */
    static String tag(PathContainer path) {
        StringBuilder tag = new StringBuilder("path ");
        for (PathContainer.Element element : path.elements()) {
            tag.append(element instanceof PathContainer.PathSegment segment ? segment.valueToMatch() : element.value());
        }
        return tag.length() <= LONGEST ? tag.toString() : tag.substring(0, KEPT) + "#" + hash(tag.toString());
    }

    /** What the client accepts, in one spelling; {@code *}{@code /*} for whoever takes anything. */
    static String accept(HttpHeaders headers) {
        String accepted = String.join(",", headers.getOrEmpty(HttpHeaders.ACCEPT));
        if (accepted.isBlank()) {
            return "*/*";
        }
        Set<String> types = new TreeSet<>();
        for (String type : accepted.split(",", -1)) {
            String bare = type.strip().toLowerCase(Locale.ROOT);
            if (bare.equals("*/*")) {
                return "*/*";
            }
            types.add(bare.replace(" ", ""));
        }
        return String.join(",", types);
    }

    private static String who(ServerWebExchange exchange, ResponseTerms terms) {
        if (!terms.perUser()) {
            return "all";
        }
        CurrentUser user = CurrentUser.of(exchange);
        int roles = user == null
                ? 0
                : user.roles().stream().mapToInt(role -> 1 << role.ordinal()).sum();
        String session = user == null ? "" : user.sessionHandle();
        return "u:" + exchange.getAttribute(WebAttributes.USER_ID) + ":" + roles + ":" + session;
    }

    private static void query(StringBuilder key, MultiValueMap<String, String> query, @Nullable Set<String> counted) {
        char before = '?';
        for (var parameter : new TreeMap<>(query).entrySet()) {
            if (counted != null && !counted.contains(parameter.getKey())) {
                continue;
            }
            List<@Nullable String> values = parameter.getValue();
            for (String value : values) {
                key.append(before).append(encoded(parameter.getKey()));
                if (value != null) {
                    key.append('=').append(encoded(value));
                }
                before = '&';
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
