package io.realtimeconnect.perf.response;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Sends an answer that was kept, or 304 where the client has it already (RFC 9110, section 13). */
final class Replay {

    /** What a cache in front of this one may do, and no client hears (RFC 9213). */
    static final String EDGE = "Gateway-Cache-Control";

    private static final Set<String> IN_304 = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        IN_304.addAll(List.of(
                HttpHeaders.CACHE_CONTROL,
                HttpHeaders.CONTENT_LOCATION,
                HttpHeaders.DATE,
                HttpHeaders.ETAG,
                HttpHeaders.EXPIRES,
                HttpHeaders.LAST_MODIFIED,
                HttpHeaders.VARY));
    }

    private Replay() {}

    /** @return whether it will be 304 */
    static boolean head(ServerWebExchange exchange, StoredResponse stored, ResponseTerms terms) {
        ServerHttpResponse response = exchange.getResponse();
        // of what is not there, nobody has anything
        boolean found = stored.status() == HttpStatus.OK.value();
        boolean known = found && knows(exchange.getRequest().getHeaders(), stored);
        response.setStatusCode(known ? HttpStatus.NOT_MODIFIED : HttpStatusCode.valueOf(stored.status()));
        HttpHeaders headers = response.getHeaders();
        stored.headers().forEach((name, values) -> {
            if (known && !IN_304.contains(name)) {
                return;
            }
            give(headers, name, values);
        });
        if (terms.edge() && found) {
            headers.set(EDGE, edge(stored, terms));
        }
        return known;
    }

    static Mono<Void> body(ServerHttpResponse response, byte[] body, boolean none) {
        if (none) {
            return response.setComplete();
        }
        response.getHeaders().setContentLength(body.length);
        return body.length == 0
                ? response.setComplete()
                : response.writeWith(
                        Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static String edge(StoredResponse stored, ResponseTerms terms) {
        return (terms.perUser() ? "private, max-age=" : "max-age=") + stored.lifetimeMs() / 1000;
    }

    /** What is there already counts, except that both may say by what answers differ. */
    private static void give(HttpHeaders headers, String name, List<String> values) {
        if (name.equalsIgnoreCase(HttpHeaders.VARY)) {
            values.forEach(value -> headers.add(name, value));
        } else if (!headers.containsHeader(name)) {
            headers.put(name, new ArrayList<>(values));
        }
    }

    /** Says of an answer that goes out, kept or not, by what answers of its route differ. */
    static void vary(HttpHeaders headers, ResponseTerms terms) {
        Set<String> there = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> all = new LinkedHashSet<>();
        List<String> names = new ArrayList<>(headers.getVary());
        names.addAll(terms.vary());
        names.forEach(name -> {
            if (there.add(name)) {
                all.add(name);
            }
        });
        if (!all.isEmpty()) {
            headers.setVary(List.copyOf(all));
        }
    }

    private static boolean knows(HttpHeaders asked, StoredResponse stored) {
        List<String> tags = asked.getOrEmpty(HttpHeaders.IF_NONE_MATCH);
        if (!tags.isEmpty()) {
            String tag = stored.header(HttpHeaders.ETAG);
            String list = String.join(",", tags).strip();
            return list.equals("*") || tag != null && named(list, tag);
        }
        Instant since = instant(asked.getFirstDate(HttpHeaders.IF_MODIFIED_SINCE));
        HttpHeaders kept = new HttpHeaders();
        String modified = stored.header(HttpHeaders.LAST_MODIFIED);
        if (since == null || modified == null) {
            return false;
        }
        kept.set(HttpHeaders.LAST_MODIFIED, modified);
        Instant changed = instant(kept.getFirstDate(HttpHeaders.LAST_MODIFIED));
        return changed != null && !changed.truncatedTo(ChronoUnit.SECONDS).isAfter(since);
    }

    /** Compared weakly, as for a GET; commas may be inside a tag. */
    private static boolean named(String list, String tag) {
        String bare = bare(tag);
        int at = list.indexOf(bare);
        while (at >= 0) {
            int end = at + bare.length();
            String before = list.substring(0, at).strip();
            boolean starts = before.isEmpty() || before.endsWith(",") || before.endsWith("W/");
            String after = list.substring(end).strip();
            if (starts && (after.isEmpty() || after.startsWith(","))) {
                return true;
            }
            at = list.indexOf(bare, at + 1);
        }
        return false;
    }

    private static String bare(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    private static @Nullable Instant instant(long ms) {
        return ms < 0 ? null : Instant.ofEpochMilli(ms);
    }

    /**
     * The whole of an answer that is not kept.
     *
     * @param theirs whether it was made for this very exchange, so that its cookies are, too
     */
    static Mono<Void> once(ServerWebExchange exchange, CapturedResponse made, boolean theirs) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(made.status()));
        made.getHeaders().forEach((name, values) -> {
            boolean cookie = name.equalsIgnoreCase(HttpHeaders.SET_COOKIE);
            if (theirs || !cookie) {
                give(response.getHeaders(), name, values);
            }
        });
        response.getHeaders().remove(HttpHeaders.TRANSFER_ENCODING);
        if (theirs) {
            made.getCookies().values().forEach(cookies -> cookies.forEach(response::addCookie));
        }
        String tag = made.getHeaders().getETag();
        if (made.status() == 200 && tag != null) {
            List<String> asked = exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.IF_NONE_MATCH);
            if (!asked.isEmpty() && named(String.join(",", asked), tag)) {
                response.setStatusCode(HttpStatus.NOT_MODIFIED);
                response.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
                return response.setComplete();
            }
        }
        return body(response, made.body(), made.status() == 204 || made.status() == 304);
    }
}
