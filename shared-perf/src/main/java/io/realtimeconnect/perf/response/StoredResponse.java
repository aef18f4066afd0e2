package io.realtimeconnect.perf.response;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it is kept; values of the cache.
 *
 * @param text the body, where it is text
 * @param bytes the body, where it is not
 * @param storedAt ms since 1970
 * @param ageThen its age by then in seconds, where another cache had it before
 * @param lifetimeMs how long it is fresh, from when it was made
 * @param strict whether it must not be served past that, not even in an emergency
 * @param open whether it may be served to requests with {@code Authorization}
 * @param problem of a 404, null with a body
 */
record StoredResponse(
        int status,
        Map<String, List<String>> headers,
        @Nullable String text,
        byte @Nullable [] bytes,
        long storedAt,
        long ageThen,
        long lifetimeMs,
        boolean strict,
        boolean open,
        @Nullable Absence problem) {

    /** A 404 as the handler said it; each request gets it in a document of its own. */
    record Absence(String code, String detail, Map<String, @Nullable Object> properties) {}

    byte[] body() {
        if (text != null) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return bytes == null ? new byte[0] : bytes;
    }

    /** In seconds. */
    long age(long now) {
        return ageThen + Math.max(0, now - storedAt) / 1000;
    }

    /** Milliseconds, negative once it is stale. */
    long freshFor(long now) {
        return lifetimeMs - ageThen * 1000 - (now - storedAt);
    }

    @Nullable
    String header(String name) {
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isEmpty()) {
                return header.getValue().get(0);
            }
        }
        return null;
    }
}
