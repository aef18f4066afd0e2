package io.realtimeconnect.perf.cache;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How far a bucket has come when something was read from it; see {@code stamp.lua}.
 *
 * @param epoch random; another one means that nothing read before counts
 * @param seq of the last change of the bucket; grows
 * @param floor values stamped lower were cleared
 */
record Stamp(String epoch, long seq, long floor) {

    /** Null when the stamp is missing or is none. */
    static @Nullable Stamp parse(byte @Nullable [] text) {
        if (text == null) {
            return null;
        }
        String[] parts = new String(text, StandardCharsets.US_ASCII).split("\\|", 5);
        if (parts.length != 4) {
            return null;
        }
        try {
            return new Stamp(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
