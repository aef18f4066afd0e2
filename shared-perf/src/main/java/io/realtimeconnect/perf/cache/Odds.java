package io.realtimeconnect.perf.cache;

/**
 * Whether Redis is likely to lack the next key, by how it was of late. Then it is asked for value and token at once: a miss is one round
 * trip instead of two, at the cost of a script where a plain read would have done.
 */
final class Odds {

    private static final int MOST = 30;

    /** Written by all threads without care: a lost update is no more than one key's luck. */
    private int misses;

    void missed() {
        misses = Math.min(MOST, misses + 2);
    }

    void hit() {
        misses = Math.max(0, misses - 1);
    }

    /** From a third of misses on. */
    boolean missLikely() {
        return misses > MOST / 2;
    }
}
