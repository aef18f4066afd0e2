package io.realtimeconnect.perf.cache;

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
        int first = Head.bar(text, 0);
        int second = Head.bar(text, first + 1);
        int third = Head.bar(text, second + 1);
        if (first < 0 || second < 0 || third < 0 || Head.bar(text, third + 1) >= 0) {
            return null;
        }
        long seq = Head.number(text, first + 1, second);
        long floor = Head.number(text, second + 1, third);
        return seq < 0 || floor < 0 ? null : new Stamp(Head.text(text, 0, first), seq, floor);
    }
}
