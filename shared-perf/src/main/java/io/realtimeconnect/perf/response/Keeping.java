package io.realtimeconnect.perf.response;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Which answers may be kept, how long, and what of them (RFC 9111, sections 3 and 4.2). */
final class Keeping {

    /** Headers of one connection, of one request, or made anew each time. */
    private static final Set<String> DROPPED = names(
            "Connection",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authentication-Info",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Content-Length",
            "Set-Cookie",
            "Age",
            "Cache-Status",
            "X-Request-Id");

    private Keeping() {}

    /**
     * Why it may not be kept; null if it may.
     *
     * @param targeted what the origin lets this very cache do (RFC 9213); goes before {@code Cache-Control} and {@code Expires}
     */
    static @Nullable String refusal(
            CapturedResponse response, ResponseTerms terms, @Nullable String targeted, long now) {
        HttpHeaders headers = response.getHeaders();
        if (response.status() != 200 && !absence(response, terms)) {
            return "status";
        }
        if (terms.targeted() && targeted == null) {
            return "not-allowed";
        }
        if (!response.getCookies().isEmpty() || headers.containsHeader(HttpHeaders.SET_COOKIE)) {
            return "set-cookie";
        }
        if (headers.containsHeader(HttpHeaders.CONTENT_RANGE)) {
            return "partial";
        }
        Set<String> declared = names(terms.vary().toArray(String[]::new));
        declared.add(HttpHeaders.ACCEPT);
        List<String> varying = varying(headers);
        if (varying.contains("*") || !declared.containsAll(varying)) {
            return "vary";
        }
        if (headers.containsHeader(HttpHeaders.CONTENT_ENCODING) && !declared.contains(HttpHeaders.ACCEPT_ENCODING)) {
            return "encoding";
        }
        Directives said = said(headers, targeted);
        if (said.has("no-store") || said.has("no-cache")) {
            return "no-store";
        }
        if (said.has("private") && !terms.perUser()) {
            return "private";
        }
        return lifetime(response, said, targeted, terms, now).isZero() ? "expired" : null;
    }

    private static boolean absence(CapturedResponse response, ResponseTerms terms) {
        return response.status() == 404 && terms.notFound() != null;
    }

    static StoredResponse kept(CapturedResponse response, ResponseTerms terms, @Nullable String targeted, long now) {
        HttpHeaders headers = response.getHeaders();
        Directives said = said(headers, targeted);
        Set<String> dropped = names(headers.getConnection().toArray(String[]::new));
        dropped.addAll(DROPPED);
        Map<String, List<String>> kept = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            if (!dropped.contains(name)) {
                kept.put(name, List.copyOf(values));
            }
        });
        if (headers.getETag() == null && response.status() == 200) {
            // weak, as it may be compressed on its way
            kept.put(HttpHeaders.ETAG, List.of("W/\"" + ResponseKey.hash(response.body()) + "\""));
        }
        String text = text(headers.getContentType(), response.body());
        return new StoredResponse(
                response.status(),
                kept,
                text,
                text == null ? response.body() : null,
                now,
                age(headers),
                lifetime(response, said, targeted, terms, now).toMillis(),
                said.has("must-revalidate") || said.has("proxy-revalidate") || said.has("s-maxage"),
                said.has("public") || said.has("must-revalidate") || said.has("s-maxage"),
                null);
    }

    private static Directives said(HttpHeaders headers, @Nullable String targeted) {
        return Directives.of(targeted == null ? headers.get(HttpHeaders.CACHE_CONTROL) : List.of(targeted));
    }

    private static Duration lifetime(
            CapturedResponse response, Directives said, @Nullable String targeted, ResponseTerms terms, long now) {
        HttpHeaders headers = response.getHeaders();
        Duration shared = said.seconds("s-maxage");
        Duration own = shared == null ? said.seconds("max-age") : shared;
        if (own == null && targeted == null && headers.containsHeader(HttpHeaders.EXPIRES)) {
            // what is no date, such as 0, is past
            long date = headers.getDate();
            own = Duration.ofMillis(Math.max(0, headers.getExpires() - (date < 0 ? now : date)));
        }
        Duration absent = response.status() == 404 ? terms.notFound() : null;
        Duration most = absent == null ? terms.ttl() : absent;
        return own == null || own.compareTo(most) > 0 ? most : own;
    }

    private static long age(HttpHeaders headers) {
        String age = headers.getFirst(HttpHeaders.AGE);
        return age != null && age.matches("\\d{1,9}") ? Long.parseLong(age) : 0;
    }

    /** Header names in {@code Vary}; a star among them is no name. */
    private static List<String> varying(HttpHeaders headers) {
        List<String> names = new ArrayList<>();
        for (String header : headers.getOrEmpty(HttpHeaders.VARY)) {
            for (String name : header.split(",", -1)) {
                names.add(name.strip());
            }
        }
        // what a proxy compresses it compresses for each client
        Predicate<String> moot = name -> name.isEmpty()
                || name.equalsIgnoreCase(HttpHeaders.ACCEPT_ENCODING)
                        && !headers.containsHeader(HttpHeaders.CONTENT_ENCODING);
        names.removeIf(moot);
        return names;
    }

    private static @Nullable String text(@Nullable MediaType type, byte[] body) {
        if (type == null) {
            return null;
        }
        String subtype = type.getSubtype().toLowerCase(Locale.ROOT);
        boolean textual = type.getType().equals("text")
                || subtype.endsWith("json")
                || subtype.endsWith("xml")
                || subtype.endsWith("javascript");
        if (!textual) {
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            // which strings of our JSON may not have
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static Set<String> names(String... names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(List.of(names));
        return all;
    }
}
