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

    private final Duration interval;
    private final Duration longestPause;
    private final Sinks.Many<Boolean> wakes = Sinks.many().multicast().directBestEffort();

    Rounds(Duration interval, Duration longestPause) {
        this.interval = interval;
        this.longestPause = longestPause;
    }

    void wake() {
        // best effort: whom it does not reach, the interval does
        wakes.emitNext(true, Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(10)));
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
