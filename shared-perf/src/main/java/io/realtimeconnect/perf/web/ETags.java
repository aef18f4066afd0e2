package io.realtimeconnect.perf.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Entity tags of things with a version: {@code "<version>"} (RFC 9110, section 8.8.3). */
public final class ETags {

    private ETags() {}

    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * A private answer that a client may keep but must ask about; Spring makes {@code 304} of it when {@code If-None-Match} has the tag.
     */
    public static <T> ResponseEntity<T> respond(long version, T body) {
        return ResponseEntity.ok()
                .eTag(of(version))
                .cacheControl(CacheControl.noCache().cachePrivate())
                .body(body);
    }

    /**
     * The version a client insists on, for the {@code where} of an update; null when it takes any, -1 when no version can be meant.
     *
     * @param ifMatch the header {@code If-Match}; weak tags never match, of a list only the first counts
     */
    public static @Nullable Long expected(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.trim().equals("*")) {
            return null;
        }
        String first = ifMatch.split(",", 2)[0].trim();
        if (!first.matches("\"\\d{1,18}\"")) {
            return -1L;
        }
        return Long.valueOf(first.substring(1, first.length() - 1));
    }

    /** Lets a change pass only where {@code If-Match} allows the present version: else {@code 412 VERSION_MISMATCH}. */
    public static void require(@Nullable String ifMatch, long version) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.trim().equals("*")) {
            return;
        }
        for (String tag : ifMatch.split(",", 32)) {
            if (tag.trim().equals(of(version))) {
                return;
            }
        }
        throw mismatch();
    }

    public static Problem mismatch() {
        return new Problem(
                HttpStatus.PRECONDITION_FAILED, "VERSION_MISMATCH", "It has changed since the version you refer to.");
    }
}
