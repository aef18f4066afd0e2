package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.web.ValidationFailed;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a log a page shall hold: since {@code seq} has no gaps, arithmetic finds the range and what is beyond it.
 *
 * @param seq counts itself only for {@code AROUND}; 0 for {@code NEWEST}
 */
record Window(Kind kind, long seq) {

    enum Kind {
        NEWEST,
        BEFORE,
        AFTER,
        AROUND
    }

    /** First and last {@code seq} of a page; nothing when {@code from > to}. */
    record Range(long from, long to) {

        boolean isEmpty() {
            return from > to;
        }
    }

    /** @throws ValidationFailed when more than one is given, or one is negative */
    static Window of(@Nullable Long before, @Nullable Long after, @Nullable Long around) {
        if (Stream.of(before, after, around).filter(Objects::nonNull).count() > 1) {
            throw new ValidationFailed("before", "at most one of before, after, around and cursor is allowed");
        }
        return before != null
                ? at(Kind.BEFORE, before)
                : after != null ? at(Kind.AFTER, after) : around != null ? at(Kind.AROUND, around) : newest();
    }

    static Window newest() {
        return new Window(Kind.NEWEST, 0);
    }

    private static Window at(Kind kind, long seq) {
        if (seq < 0) {
            throw new ValidationFailed(kind.name().toLowerCase(Locale.ROOT), "must be at least 0");
        }
        return new Window(kind, seq);
    }

    Range range(long lastSeq, int limit) {
        return switch (kind) {
            case NEWEST -> within(lastSeq - limit + 1, lastSeq, lastSeq);
            case BEFORE -> {
                long to = Math.min(seq - 1, lastSeq);
                yield within(to - limit + 1, to, lastSeq);
            }
            case AFTER -> seq >= lastSeq ? within(1, 0, lastSeq) : within(seq + 1, seq + limit, lastSeq);
            case AROUND -> {
                long from = Math.max(1, Math.min(seq, lastSeq) - limit / 2);
                long to = Math.min(lastSeq, from + limit - 1);
                yield within(to - limit + 1, to, lastSeq);
            }
        };
    }

    private static Range within(long from, long to, long lastSeq) {
        return new Range(Math.max(1, from), Math.min(to, lastSeq));
    }

    /** Where a reader of this page goes on, in the direction of the page; null when nothing is left there now. */
    @Nullable
    Window next(Range page, long lastSeq) {
        if (page.isEmpty()) {
            return null;
        }
        if (kind == Kind.AFTER) {
            return page.to() < lastSeq ? new Window(Kind.AFTER, page.to()) : null;
        }
        return page.from() > 1 ? new Window(Kind.BEFORE, page.from()) : null;
    }

    /** As a cursor carries it. */
    String payload() {
        return kind.name().charAt(0) + Long.toString(seq);
    }

    static Window ofPayload(String payload) {
        Kind kind = payload.charAt(0) == 'A' ? Kind.AFTER : Kind.BEFORE;
        return new Window(kind, Long.parseLong(payload.substring(1)));
    }
}
