package io.realtimeconnect.perf.events;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Runs a piece of work again and again: when woken, and at least once an interval; one round at a time. Wake-ups during a round make one
 * round after it. An error pauses, each time longer.
 */
final class Rounds {

    private final Duration interval;
    private final Duration longestPause;
    private volatile @Nullable FluxSink<Boolean> wakes;

    Rounds(Duration interval, Duration longestPause) {
        this.interval = interval;
        this.longestPause = longestPause;
    }

    /** Never fails and never waits, for who calls it has committed, on an event loop: of those that meet, the first tells for all. */
    void wake() {
        FluxSink<Boolean> listening = wakes;
        if (listening != null) {
            listening.next(true);
        }
    }

    /** @param round one round of work; may be subscribed again */
    Disposable start(Supplier<Mono<?>> round, Consumer<Throwable> onError) {
        return Flux.merge(calls(), Flux.interval(Duration.ZERO, interval).onBackpressureLatest())
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

    private Flux<Boolean> calls() {
        return Flux.create(sink -> wakes = sink, FluxSink.OverflowStrategy.LATEST);
    }
}
