package io.realtimeconnect.perf.replica;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * How far the primary's log was at some moments of late. Who has replayed up to there has all that was committed by then: that is how far
 * it is behind, even when nothing is written and no time stamps come. One thread at a time.
 */
final class Watermarks {

    private record Mark(long nanos, long position) {}

    private final Deque<Mark> newestFirst = new ArrayDeque<>();
    private final long kept;

    /** @param kept how far back somebody may be and still be told how far */
    Watermarks(Duration kept) {
        this.kept = kept.toNanos();
    }

    /** @param nanos before the position was asked for */
    void add(long nanos, long position) {
        newestFirst.addFirst(new Mark(nanos, position));
        while (nanos - newestFirst.getLast().nanos() > kept) {
            newestFirst.removeLast();
        }
    }

    /** How old at most the present is of who has come to that position; null when that is longer ago than is known. */
    @Nullable
    Duration lag(long position, long now) {
        for (Iterator<Mark> marks = newestFirst.iterator(); marks.hasNext(); ) {
            Mark mark = marks.next();
            if (mark.position() <= position) {
                return Duration.ofNanos(now - mark.nanos());
            }
        }
        return null;
    }
}
