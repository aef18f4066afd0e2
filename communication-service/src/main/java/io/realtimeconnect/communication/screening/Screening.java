package io.realtimeconnect.communication.screening;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.realtimeconnect.communication.lane.Lanes;
import io.realtimeconnect.communication.screening.ScreeningApi.Items;
import io.realtimeconnect.communication.screening.ScreeningApi.Text;
import io.realtimeconnect.communication.screening.ScreeningProperties.WhenUnavailable;
import io.realtimeconnect.perf.web.Deadline;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Has texts screened before they are stored, many senders in one call. A call is made as soon as one may be, and brings what came in
 * while the ones before it were under way; no conversation is in two calls, and verdicts are given out in the order of the texts, so
 * what is said in a conversation keeps its order.
 *
 * <p>A call has a small budget. When it runs out, or the breaker is open, the policy decides for all its texts.
 */
@Service
public class Screening {

    private static final Logger log = LoggerFactory.getLogger(Screening.class);

    private record Waiting(UUID conversationId, String body, long sinceNanos, Sinks.One<Screened> outcome) {}

    private final ScreeningApi moderation;
    private final ScreeningProperties properties;
    private final CircuitBreaker breaker;
    private final ScreeningMeters meters;
    private final Lanes<Waiting> lanes;
    private final AtomicInteger calls = new AtomicInteger();

    Screening(
            ScreeningApi moderation,
            ScreeningProperties properties,
            CircuitBreaker screeningBreaker,
            ScreeningMeters meters) {
        this.moderation = moderation;
        this.properties = properties;
        this.breaker = screeningBreaker;
        this.meters = meters;
        this.lanes = new Lanes<>(Waiting::conversationId, properties.lane(), properties.queue());
    }

    /**
     * The text as it may be stored.
     *
     * @return signals {@link Problem} 422 {@code MESSAGE_BLOCKED}, or 503 {@code SCREENING_UNAVAILABLE} where the policy is to refuse,
     *     or 503 {@code UPSTREAM_UNAVAILABLE} when too much is waiting
     */
    public Mono<Screened> screen(UUID conversationId, String body) {
        return Mono.defer(() -> {
            Sinks.One<Screened> outcome = Sinks.one();
            Waiting waiting = new Waiting(conversationId, body, System.nanoTime(), outcome);
            if (!lanes.add(waiting)) {
                // past those that wait it must not go
                return Mono.error(busy());
            }
            send();
            return outcome.asMono();
        });
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
            meters.batch(batch.size());
            call(batch)
                    .doFinally(signal -> {
                        lanes.done(batch);
                        calls.decrementAndGet();
                        send();
                    })
                    .subscribe(null, e -> log.atError().setCause(e).log("screening.defect"));
        }
    }

    private Mono<Void> call(List<Waiting> batch) {
        Duration left = properties.budget().minusNanos(System.nanoTime() - oldest(batch));
        return left.isNegative() || left.isZero()
                ? Mono.fromRunnable(() -> batch.forEach(waiting -> settle(waiting, null)))
                : judge(batch.stream().map(Waiting::body).toList(), left)
                        .transform(CircuitBreakerOperator.of(breaker))
                        .doOnNext(verdicts -> {
                            for (int i = 0; i < batch.size(); i++) {
                                settle(batch.get(i), verdicts.get(i));
                            }
                        })
                        .then()
                        .onErrorResume(e -> {
                            log.atDebug()
                                    .addKeyValue("cause", String.valueOf(e))
                                    .log("screening.unavailable");
                            batch.forEach(waiting -> settle(waiting, null));
                            return Mono.empty();
                        });
    }

    /** Verdicts in the order of the texts; signals whatever kept them from coming in time. */
    public Mono<List<Verdict>> judge(List<String> texts, Duration patience) {
        return Mono.defer(() -> moderation.screen(
                        new Items<>(texts.stream().map(Text::new).toList())))
                .map(Items::items)
                .filter(verdicts -> verdicts.size() == texts.size())
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("verdicts do not match the texts")))
                // the clients' own breaker, which also guards the way of the events, is not to count what was late for
                // us alone
                .contextWrite(context -> context.put(Deadline.class, Deadline.in(patience.multipliedBy(2))))
                .timeout(patience);
    }

    private static long oldest(List<Waiting> batch) {
        long oldest = batch.get(0).sinceNanos();
        for (Waiting waiting : batch) {
            oldest = waiting.sinceNanos() - oldest < 0 ? waiting.sinceNanos() : oldest;
        }
        return oldest;
    }

    private void settle(Waiting waiting, @Nullable Verdict verdict) {
        meters.decided(verdict, properties.whenUnavailable());
        if (verdict == null) {
            if (properties.whenUnavailable() == WhenUnavailable.REFUSE) {
                waiting.outcome().tryEmitError(unavailable());
            } else {
                waiting.outcome().tryEmitValue(new Screened(waiting.body(), true, false, 0, List.of()));
            }
            return;
        }
        switch (verdict.decision()) {
            case block -> waiting.outcome().tryEmitError(blocked());
            case mask -> waiting.outcome().tryEmitValue(stored(masked(waiting, verdict), verdict, false));
            case flag -> waiting.outcome().tryEmitValue(stored(waiting.body(), verdict, true));
            case allow -> waiting.outcome().tryEmitValue(stored(waiting.body(), verdict, false));
        }
    }

    private static String masked(Waiting waiting, Verdict verdict) {
        return verdict.maskedText() == null ? waiting.body() : verdict.maskedText();
    }

    private static Screened stored(String body, Verdict verdict, boolean flagged) {
        return new Screened(body, false, flagged, verdict.score(), verdict.categories());
    }

    private static Problem blocked() {
        return new Problem(
                HttpStatus.UNPROCESSABLE_CONTENT, "MESSAGE_BLOCKED", "The message breaks a rule and was not sent.");
    }

    private static Problem busy() {
        return new Problem(HttpStatus.SERVICE_UNAVAILABLE, "UPSTREAM_UNAVAILABLE", "Too many messages are waiting.")
                .header("Retry-After", "1");
    }

    private static Problem unavailable() {
        return new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "SCREENING_UNAVAILABLE",
                        "Messages cannot be screened at the moment, and none is sent unscreened.")
                .header("Retry-After", "2");
    }
}
