package io.realtimeconnect.perf.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * When the client stops caring for an answer; it lives in the Reactor context under this class.
 *
 * @param atNanos on the clock of {@link System#nanoTime()}, which no other process shares: hops pass on what remains
 */
public record Deadline(long atNanos) {

    /** Remaining milliseconds, per hop. */
    public static final String HEADER = "X-Request-Deadline";

    public static Deadline in(Duration remaining) {
        return new Deadline(System.nanoTime() + remaining.toNanos());
    }

    /** The one in a Reactor context, null where none applies. */
    public static @Nullable Deadline from(ContextView context) {
        return context.getOrDefault(Deadline.class, null);
    }

    /** What is left, negative once it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(atNanos - System.nanoTime());
    }
}
