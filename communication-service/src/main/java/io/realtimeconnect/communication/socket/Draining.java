package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.log.Appender;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** At shutdown: clients are sent elsewhere, and what is on its way to the log gets there. Comes after readiness went off. */
@Component
class Draining implements SmartLifecycle {

    private static final Duration ANSWERS = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration TICK = Duration.ofMillis(50);

    private final Connections connections;
    private final Appender appender;
    private volatile boolean running;

    Draining(Connections connections, Appender appender) {
        this.connections = connections;
        this.appender = appender;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        connections.drain();
    }

    @Override
    public void stop(Runnable callback) {
        connections.refuse();
        atMost(ANSWERS, appender.idle())
                .then(Mono.<Void>fromRunnable(this::stop))
                .then(atMost(PATIENCE, closed()))
                .then(atMost(PATIENCE, appender.idle()))
                .subscribe(null, null, callback);
    }

    private static Mono<Void> atMost(Duration patience, Mono<Void> work) {
        return work.timeout(patience).onErrorResume(e -> Mono.empty());
    }

    private Mono<Void> closed() {
        return Flux.interval(TICK)
                .takeUntil(tick -> connections.wires().isEmpty())
                .then();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }
}
