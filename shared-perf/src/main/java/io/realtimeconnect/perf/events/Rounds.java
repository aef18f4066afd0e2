package io.realtimeconnect.perf.events;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * Runs a piece of work again and again: when woken, and at least once an interval; one round at a time. Wake-ups during a round make one
 * round after it. An error pauses, each time longer.
 */
final class Rounds {

    /** How long one wake-up waits for another to be told. */
    private static final Duration BUSY = Duration.ofMillis(10);

    private final Duration interval;
    private final Duration longestPause;
    private final Sinks.Many<Boolean> wakes = Sinks.many().multicast().directBestEffort();

    Rounds(Duration interval, Duration longestPause) {
        this.interval = interval;
        this.longestPause = longestPause;
    }

    /** Never fails, for who calls it has committed: whom it does not reach, the interval does. */
    void wake() {
        long until = System.nanoTime() + BUSY.toNanos();
        while (wakes.tryEmitNext(true) == Sinks.EmitResult.FAIL_NON_SERIALIZED && System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
    }

    /** @param round one round of work; may be subscribed again */
    Disposable start(Supplier<Mono<?>> round, Consumer<Throwable> onError) {
        return Flux.merge(wakes.asFlux(), Flux.interval(Duration.ZERO, interval).onBackpressureLatest())
                .onBackpressureLatest()
                .concatMap(
                        signal -> Mono.defer(round)
                                .then()
                                .doOnError(onError)
                                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                                        .maxBackoff(longestPause)),
                        1)
                .subscribe();
    }
}
