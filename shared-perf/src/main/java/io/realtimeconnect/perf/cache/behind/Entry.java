package io.realtimeconnect.perf.cache.behind;

import org.jspecify.annotations.Nullable;

/**
 * A change that has been accepted and is not known to be stored.
 *
 * @param text of the value, null for a removal
 * @param version larger than that of any earlier change of the key
 * @param attempts to store this version that have failed
 */
public record Entry(String key, @Nullable String text, long version, int attempts) {

    private static final char PUT = 'P';
    private static final String REMOVAL = "R";

    static String encode(@Nullable String text) {
        return text == null ? REMOVAL : PUT + text;
    }

    static Entry of(String key, String raw, int attempts) {
        int bar = raw.indexOf('|');
        String text = raw.charAt(bar + 1) == PUT ? raw.substring(bar + 2) : null;
        return new Entry(key, text, Long.parseLong(raw.substring(0, bar)), attempts);
    }
}
