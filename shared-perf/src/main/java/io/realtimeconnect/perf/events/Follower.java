package io.realtimeconnect.perf.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Follows one source for one {@link EventHandler}: pulls, and for each event locks the position, handles the event, moves the position
 * and commits. An instance that finds the position locked leaves the rest of its batch to the one that holds it; one that finds it moved
 * passes over what is behind. So an event takes effect once, in order, whatever dies.
 */
final class Follower {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    private final EventHandler handler;
    private final EventsApi api;
    private final PositionTable positions;
    private final TransactionalOperator transactions;
    private final Wakeups wakeups;
    private final EventsProperties properties;
    private final String topics;
    private final Rounds rounds;
    private final AtomicLong lag;
    private final Counter handled;
    private final Counter missed;
    private Disposable running = Disposables.disposed();

    Follower(
            EventHandler handler,
            EventsApi api,
            PositionTable positions,
            TransactionalOperator transactions,
            Wakeups wakeups,
            EventsProperties properties,
            MeterRegistry meters) {
        this.handler = handler;
        this.api = api;
        this.positions = positions;
        this.transactions = transactions;
        this.wakeups = wakeups;
        this.properties = properties;
        this.topics = String.join(",", new TreeSet<>(handler.topics()));
        this.rounds = new Rounds(properties.poll(), properties.slowestRetry());
        this.lag = new AtomicLong();
        Gauge.builder("perf.events.lag", lag, AtomicLong::get)
                .description("Positions between what this service has handled and what the source has published")
                .tag("source", handler.source())
                .register(meters);
        this.handled = Counter.builder("perf.events.handled")
                .description("Events that took effect in this instance")
                .tag("source", handler.source())
                .register(meters);
        this.missed = Counter.builder("perf.events.missed")
                .description("Times that a source had removed events before they were handled here")
                .tag("source", handler.source())
                .register(meters);
    }

    /** Pulls and handles until there is nothing more. */
    Mono<Void> round() {
        return batch().repeat().takeUntil(more -> !more).then();
    }

    /** One pull; whether there may be more. */
    private Mono<Boolean> batch() {
        return positions
                .of(handler.source())
                .flatMap(from -> api.after(from, properties.batch(), topics).flatMap(page -> {
                    lag.set(page.last() - from);
                    if (from > 0 && from < page.dropped()) {
                        missed.increment();
                        log.error("events.missed source={} from={} dropped={}", handler.source(), from, page.dropped());
                    }
                    return Flux.fromIterable(page.items())
                            .concatMap(this::one)
                            .takeUntil(outcome -> outcome == Outcome.BUSY)
                            .any(outcome -> outcome == Outcome.BUSY)
                            .flatMap(busy -> busy ? Mono.just(false) : finish(page));
                }));
    }

    private Mono<Boolean> finish(EventPage page) {
        boolean more = page.items().size() == properties.batch();
        return positions.pass(handler.source(), page.last()).thenReturn(more).doOnNext(any -> {
            if (!more) {
                lag.set(0);
            }
        });
    }

    private Mono<Outcome> one(Event event) {
        return positions
                .lock(handler.source())
                .flatMap(position -> position >= event.position()
                        ? Mono.just(Outcome.BEHIND)
                        : handler.handle(event)
                                .then(positions.move(handler.source(), event.position()))
                                .thenReturn(Outcome.HANDLED))
                .defaultIfEmpty(Outcome.BUSY)
                .as(transactions::transactional)
                .doOnNext(outcome -> {
                    if (outcome == Outcome.HANDLED) {
                        handled.increment();
                    }
                })
                .doOnError(e -> log.warn(
                        "event.failed source={} topic={} id={} position={}",
                        handler.source(),
                        event.topic(),
                        event.id(),
                        event.position(),
                        e));
    }

    synchronized void start() {
        Disposable listening = wakeups.from(handler.source(), rounds::wake).subscribe(message -> rounds.wake());
        running = Disposables.composite(
                listening,
                rounds.start(
                        () -> positions.begin(handler.source()).then(round()),
                        e -> log.warn("events.follow.failed source={} cause={}", handler.source(), e.toString())));
    }

    synchronized void stop() {
        running.dispose();
    }

    synchronized boolean isRunning() {
        return !running.isDisposed();
    }

    private enum Outcome {
        HANDLED,
        BEHIND,
        BUSY
    }
}
