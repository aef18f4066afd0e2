package io.realtimeconnect.moderation.screening;

/**
 * A text as rules see it, and where each of its characters came from.
 *
 * @param starts for each character, the index in the original at which what it stands for begins
 * @param ends likewise, the index after its end
 */
record Normalised(String text, int[] starts, int[] ends) {

    int start(int from) {
        return starts[from];
    }

    /** The end, in the original, of what ends before {@code to} here. */
    int end(int to) {
        return ends[to - 1];
    }
}
