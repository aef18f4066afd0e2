package io.realtimeconnect.communication.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.communication.lane.Lanes;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Appends to the log in batches over all senders of this instance.
 *
 * <p>An append is never cancelled: a caller that goes away leaves it running. A call whose outcome is unknown is tried again
 * with the same operation ids, which the log applies once; past the last try the callers get {@code UPSTREAM_UNAVAILABLE}, may
 * not tell anybody that it is stored, and may send it again. Once a batch has failed so, the next ones get a single try
 * until one succeeds: while the log is down, callers learn it fast.
 */
@Component
public class Appender {

    private static final Logger log = LoggerFactory.getLogger(Appender.class);

    private final HistoryApi history;
    private final LogProperties properties;
    private final List<MessageRemoval> removals;

    private record Waiting(Operation operation, Sinks.One<Outcome> outcome) {}

    private final Lanes<Waiting> lanes;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean lingering = new AtomicBoolean();
    private volatile boolean down;
    private final DistributionSummary batchSizes;
    private final Counter retries;

    Appender(HistoryApi history, LogProperties properties, List<MessageRemoval> removals, MeterRegistry metrics) {
        this.history = history;
        this.removals = List.copyOf(removals);
        this.properties = properties;
        this.lanes =
                new Lanes<>(waiting -> waiting.operation().conversationId(), properties.lane(), properties.queue());
        this.batchSizes = DistributionSummary.builder("rtc.log.append.batch")
                .description("Operations in one append")
                .register(metrics);
        this.retries = Counter.builder("rtc.log.append.retries")
                .description("Appends tried again because their outcome was unknown")
                .register(metrics);
        Gauge.builder("rtc.log.append.waiting", lanes, Lanes::size)
                .description("Operations waiting to be appended")
                .register(metrics);
    }

    /**
     * Appends when subscribed to, after everything that was appended to this conversation here before.
     *
     * @return signals {@link Problem} 503 {@code UPSTREAM_UNAVAILABLE} when the log cannot be reached or too much is waiting
     */
    public Mono<Outcome> append(Operation operation) {
        UUID messageId = operation.messageId();
        return operation.isRemoval() && messageId != null ? remove(operation, messageId) : appendNow(operation);
    }

    private Mono<Outcome> remove(Operation operation, UUID messageId) {
        return Flux.fromIterable(removals)
                .concatMap(removal -> removal.before(operation.conversationId(), messageId))
                .then(appendNow(operation))
                .flatMap(outcome -> outcome.isDurable() ? removed(messageId).thenReturn(outcome) : Mono.just(outcome));
    }

    private Mono<Void> removed(UUID messageId) {
        return Flux.fromIterable(removals)
                .concatMap(removal -> removal.after(messageId))
                .onErrorResume(e -> {
                    log.atWarn().addKeyValue("cause", String.valueOf(e)).log("log.removal.late");
                    return Mono.empty();
                })
                .then();
    }

    private Mono<Outcome> appendNow(Operation operation) {
        return Mono.defer(() -> {
            Sinks.One<Outcome> outcome = Sinks.one();
            if (!lanes.add(new Waiting(operation, outcome))) {
                return Mono.error(unavailable("Too many messages are waiting."));
            }
            soon();
            return outcome.asMono();
        });
    }

    /** Completes once nothing waits and nothing is on its way. */
    public Mono<Void> idle() {
        return Mono.defer(() -> lanes.size() == 0 && calls.get() == 0
                        ? Mono.<Void>empty()
                        : Mono.<Void>error(new IllegalStateException("appends in flight")))
                .retryWhen(reactor.util.retry.Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(20)));
    }

    private void soon() {
        if (lanes.size() >= properties.batch()) {
            send();
        } else if (lingering.compareAndSet(false, true)) {
            Schedulers.parallel()
                    .schedule(
                            () -> {
                                lingering.set(false);
                                send();
                            },
                            properties.linger().toNanos(),
                            java.util.concurrent.TimeUnit.NANOSECONDS);
        }
    }

    private void send() {
        while (lanes.hasReady()) {
            if (calls.incrementAndGet() > properties.calls()) {
                calls.decrementAndGet();
                return;
            }
            List<Waiting> batch = lanes.take(properties.batch());
            if (batch.isEmpty()) {
                calls.decrementAndGet();
                return;
            }
            batchSizes.record(batch.size());
            call(batch, 1).subscribe(null, e -> log.atError().setCause(e).log("log.append.defect"));
        }
    }

    private Mono<Void> call(List<Waiting> batch, int attempt) {
        return attempt(batch, attempt).doFinally(signal -> {
            lanes.done(batch);
            calls.decrementAndGet();
            send();
        });
    }

    private Mono<Void> attempt(List<Waiting> batch, int attempt) {
        List<Operation> operations = batch.stream().map(Waiting::operation).toList();
        return Mono.defer(() -> history.append(new HistoryApi.Items<>(operations)))
                .timeout(properties.tryTimeout())
                .filter(answer -> answer.items().size() == batch.size())
                .switchIfEmpty(Mono.error(() -> unavailable("The log gave no usable answer.")))
                .doOnNext(answer -> {
                    down = false;
                    for (int i = 0; i < batch.size(); i++) {
                        batch.get(i).outcome().tryEmitValue(answer.items().get(i));
                    }
                })
                .then()
                .onErrorResume(e -> failed(batch, attempt, e));
    }

    private Mono<Void> failed(List<Waiting> batch, int attempt, Throwable error) {
        if (error instanceof Problem problem
                && problem.status().is4xxClientError()
                && problem.status().value() != 429) {
            return refused(batch, problem);
        }
        if (attempt >= properties.tries() || down) {
            down = true;
            log.atWarn()
                    .addKeyValue("operations", batch.size())
                    .addKeyValue("tries", attempt)
                    .addKeyValue("cause", String.valueOf(error))
                    .log("log.append.unknown");
            batch.forEach(waiting -> waiting.outcome().tryEmitError(unavailable("The message could not be stored.")));
            return Mono.empty();
        }
        retries.increment();
        Duration pause = properties.backoff().multipliedBy(1L << Math.min(attempt - 1, 4));
        return Mono.delay(pause).then(Mono.defer(() -> attempt(batch, attempt + 1)));
    }

    /** The log would not read the call: whatever is wrong with one operation must not spoil the others. */
    private Mono<Void> refused(List<Waiting> batch, Problem problem) {
        if (batch.size() == 1) {
            batch.get(0).outcome().tryEmitError(problem);
            return Mono.empty();
        }
        int half = batch.size() / 2;
        return attempt(batch.subList(0, half), 1).then(Mono.defer(() -> attempt(batch.subList(half, batch.size()), 1)));
    }

    private static Problem unavailable(String detail) {
        return new Problem(HttpStatus.SERVICE_UNAVAILABLE, "UPSTREAM_UNAVAILABLE", detail).header("Retry-After", "1");
    }
}
