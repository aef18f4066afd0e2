package io.realtimeconnect.communication.socket;

import org.jspecify.annotations.Nullable;

/**
 * How often one connection may say that somebody types: a bucket of ten, two a second. What is too much is dropped without a word,
 * for nobody misses it; the end of a typing that was told is always told, else it would never end for the partner.
 */
final class TypingBudget {

    private static final double MOST = 10;
    private static final double PER_SECOND = 2;

    private double left = MOST;
    private @Nullable Long atNanos;
    private boolean toldActive;

    synchronized boolean take(boolean active, long nanos) {
        left = Math.min(MOST, left + (atNanos == null ? 0 : Math.max(0, nanos - atNanos)) * PER_SECOND / 1e9);
        atNanos = nanos;
        if (!active && toldActive) {
            toldActive = false;
            return true;
        }
        if (left < 1) {
            return false;
        }
        left--;
        toldActive = active;
        return true;
    }
}
