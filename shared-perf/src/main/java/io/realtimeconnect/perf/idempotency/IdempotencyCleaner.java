package io.realtimeconnect.perf.idempotency;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Removes answers whose day is over. */
final class IdempotencyCleaner implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(IdempotencyCleaner.class);
    private static final Duration OFTEN = Duration.ofMinutes(10);

    private final IdempotencyTable table;
    private Disposable running = Disposables.disposed();

    IdempotencyCleaner(IdempotencyTable table) {
        this.table = table;
    }

    Mono<Void> clean() {
        return table.drop().repeat().takeUntil(count -> count == 0).then();
    }

    @Override
    public synchronized void start() {
        running = Flux.interval(OFTEN)
                .onBackpressureDrop()
                .concatMap(tick -> clean().onErrorResume(e -> {
                    log.warn("idempotency.cleaning.failed cause={}", e.toString());
                    return Mono.empty();
                }))
                .subscribe();
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
