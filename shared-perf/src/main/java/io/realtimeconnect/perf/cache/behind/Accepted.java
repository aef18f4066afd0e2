package io.realtimeconnect.perf.cache.behind;

/**
 * What the journal said to a change.
 *
 * @param version of the change, also when there was no room in its shard; 0 if it came too late, or Redis itself is full
 */
public record Accepted(Outcome outcome, long version) {

    /** Redis did not say. It will not note the change any more, but may have. */
    public static final Accepted UNKNOWN = new Accepted(Outcome.LATE, 0);

    /** Whether the change is in the journal. */
    public boolean taken() {
        return outcome == Outcome.ACCEPTED || outcome == Outcome.COALESCED;
    }

    /** How it went. */
    public enum Outcome {
        ACCEPTED,
        /** It took the place of an earlier change of its key. */
        COALESCED,
        FULL,
        /** The caller had given up before Redis looked at it: nothing was noted. */
        LATE
    }
}
