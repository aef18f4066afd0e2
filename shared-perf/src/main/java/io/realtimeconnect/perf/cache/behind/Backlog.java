package io.realtimeconnect.perf.cache.behind;

import org.jspecify.annotations.Nullable;

/**
 * What waits in the journal of a cache, of all instances, as this one saw it last.
 *
 * @param entries parked ones among them
 * @param oldestMs how long ago the oldest was accepted, in ms; 0 if there is none
 * @param reachable whether the journal answered then
 * @param old whether the oldest has waited for too long
 */
public record Backlog(String cache, long entries, long parked, long oldestMs, boolean reachable, boolean old) {

    /** Why somebody should look, null if nobody has to. */
    public @Nullable String complaint() {
        if (!reachable) {
            return "journal of writes unreachable";
        }
        return parked > 0 ? "writes are parked" : old ? "writes wait for too long" : null;
    }
}
