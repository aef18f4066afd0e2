package io.realtimeconnect.perf.cache;

import java.time.Duration;
import java.util.function.LongSupplier;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * {@link System#nanoTime()} as of at most some milliseconds ago, for a field's read instead of a call: times to live are no more exact
 * than that. A thread of its own sets it.
 */
final class CoarseClock implements LongSupplier, AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(5);

    private final Scheduler thread = Schedulers.newSingle("cache-clock", true);
    private final Disposable ticks;
    private volatile long now = System.nanoTime();

    CoarseClock() {
        ticks = Flux.interval(STEP, thread).onBackpressureDrop().subscribe(tick -> now = System.nanoTime());
    }

    @Override
    public long getAsLong() {
        return now;
    }

    @Override
    public void close() {
        ticks.dispose();
        thread.dispose();
    }
}
