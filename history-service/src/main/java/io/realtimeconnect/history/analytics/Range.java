package io.realtimeconnect.history.analytics;

import io.realtimeconnect.perf.web.ValidationFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * From when to when, in which steps.
 *
 * @param from the beginning of a step
 * @param to not included
 */
record Range(Instant from, Instant to, Span span) {

    static final int STEPS = 1_500;
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    /** @throws ValidationFailed when it runs backwards or has more than {@link #STEPS} steps */
    static Range of(@Nullable Instant from, @Nullable Instant to, Span span, Instant now) {
        Instant end = to == null ? now : within("to", to);
        Instant begin = span.floor(from == null ? end.minus(span.usual()) : within("from", from));
        if (!begin.isBefore(end)) {
            throw new ValidationFailed("from", "lies before to");
        }
        if (Duration.between(begin, end).compareTo(span.length().multipliedBy(STEPS)) > 0) {
            throw new ValidationFailed(
                    "bucket", "makes more than " + STEPS + " buckets between from and to; take a longer one");
        }
        return new Range(begin, end, span);
    }

    private static Instant within(String field, Instant at) {
        if (at.isBefore(FIRST) || at.isAfter(LAST)) {
            throw new ValidationFailed(field, "lies between 2000 and 2200");
        }
        return at;
    }

    List<Instant> starts() {
        long step = span.length().toSeconds();
        return LongStream.iterate(
                        from.getEpochSecond(), at -> Instant.ofEpochSecond(at).isBefore(to), at -> at + step)
                .mapToObj(Instant::ofEpochSecond)
                .toList();
    }
}
