package io.realtimeconnect.perf.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Numbers committed events at once after their commit, tells followers, and removes what is old. */
final class Relay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration CLEANING = Duration.ofMinutes(10);

    private final OutboxTable table;
    private final Wakeups wakeups;
    private final EventsProperties properties;
    private final Rounds numbering;
    private final Rounds cleaning;
    private final Counter numbered;
    private Disposable running = Disposables.disposed();

    Relay(OutboxTable table, Wakeups wakeups, EventsProperties properties, MeterRegistry meters) {
        this.table = table;
        this.wakeups = wakeups;
        this.properties = properties;
        this.numbering = new Rounds(properties.poll(), properties.slowestRetry());
        this.cleaning = new Rounds(CLEANING, CLEANING);
        this.numbered = Counter.builder("perf.events.published")
                .description("Events of this service that were given their position by this instance")
                .register(meters);
    }

    void wake() {
        numbering.wake();
    }

    /** Until nothing is left to number. */
    Mono<Void> number() {
        return table.number()
                .repeat()
                .takeUntil(count -> count == 0)
                .filter(count -> count > 0)
                .concatMap(count -> {
                    numbered.increment(count);
                    return wakeups.tell();
                })
                .then();
    }

    private Mono<Void> clean() {
        return table.drop(properties.retention())
                .repeat()
                .takeUntil(count -> count == 0)
                .then();
    }

    @Override
    public synchronized void start() {
        running = Disposables.composite(
                numbering.start(this::number, e -> log.warn("events.relay.failed cause={}", e.toString())),
                cleaning.start(this::clean, e -> log.warn("events.retention.failed cause={}", e.toString())));
    }

    @Override
    public synchronized void stop() {
        running.dispose();
    }

    @Override
    public synchronized boolean isRunning() {
        return !running.isDisposed();
    }
}
