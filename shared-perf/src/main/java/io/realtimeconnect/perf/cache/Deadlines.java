package io.realtimeconnect.perf.cache;

import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The time-outs of commands. All are equally long, so what began first is late first: a queue and one alarm for its head do, where a
 * timer keeps an entry for each command. Nothing is awake while no command is under way.
 */
final class Deadlines {

    private final Queue<Deadline> running = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final Duration time;
    private final long timeNanos;
    private final Scheduler scheduler;
    private final LongSupplier nanos;

    /** @param nanos tells the time that {@link #start} is given */
    Deadlines(Duration time, Scheduler scheduler, LongSupplier nanos) {
        this.time = time;
        this.timeNanos = time.toNanos();
        this.scheduler = scheduler;
        this.nanos = nanos;
    }

    /** Of one command. Holds on to it only until it is answered. */
    static final class Deadline {

        private final long due;
        private volatile @Nullable CompletableFuture<?> answer;

        private Deadline(CompletableFuture<?> answer, long due) {
            this.answer = answer;
            this.due = due;
        }

        /** It is answered, or nobody waits for it any more. */
        void met() {
            answer = null;
        }
    }

    /**
     * Fails what is not answered in time with {@link RedisCommandTimeoutException}, on a thread of the scheduler.
     *
     * @param now when it was sent
     */
    Deadline start(CompletableFuture<?> answer, long now) {
        Deadline deadline = new Deadline(answer, now + timeNanos);
        running.add(deadline);
        if (!armed.get() && armed.compareAndSet(false, true)) {
            arm(timeNanos);
        }
        return deadline;
    }

    private void arm(long delay) {
        scheduler.schedule(this::sweep, delay, TimeUnit.NANOSECONDS);
    }

    private void sweep() {
        Deadline head = running.peek();
        while (head != null) {
            CompletableFuture<?> answer = head.answer;
            long left = head.due - nanos.getAsLong();
            if (answer != null && left > 0) {
                arm(left);
                return;
            }
            running.poll();
            if (answer != null) {
                // whoever waits may have much to do, and those behind are late, too
                scheduler.schedule(() -> answer.completeExceptionally(late()));
            }
            head = running.peek();
        }
        armed.set(false);
        if (!running.isEmpty() && armed.compareAndSet(false, true)) {
            arm(timeNanos);
        }
    }

    private RedisCommandTimeoutException late() {
        return new RedisCommandTimeoutException("No answer within " + time.toMillis() + " ms");
    }
}
