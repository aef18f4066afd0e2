package io.realtimeconnect.perf.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A kind of background work: a bean. It runs at least once, on one instance at a time; a process that dies leaves it to another.
 *
 * @param <T> what it works on; travels as JSON
 */
public interface Job<T> {

    /** Lower case with dashes, such as {@code data-export}; stable, for it is stored. */
    String name();

    Class<T> dataType();

    /**
     * Does the work. It may come twice, so its effect must bear that.
     *
     * @param instance the id under which it was submitted; the job's name for a recurring one
     * @param data null for a recurring one
     */
    Mono<Void> run(String instance, @Nullable T data);

    /** For a recurring job, the pause from one end to the next start; null for one that is submitted. */
    default @Nullable Duration every() {
        return null;
    }

    /** How often it is tried before it is given up; a recurring one is never given up. */
    default int attempts() {
        return 5;
    }

    /** The pause after the first failure; it doubles with each. */
    default Duration backOff() {
        return Duration.ofSeconds(2);
    }

    /** After this long an attempt is cancelled and counts as failed. */
    default Duration timeout() {
        return Duration.ofMinutes(5);
    }

    /** Among jobs that are due, higher goes first. */
    default int priority() {
        return 0;
    }
}
