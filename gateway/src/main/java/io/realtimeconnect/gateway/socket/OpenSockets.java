package io.realtimeconnect.gateway.socket;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The sockets this process carries: counted, and sent away with 1001 when it stops, before the server waits for its requests to end. */
final class OpenSockets implements SmartLifecycle {

    private final AtomicInteger open = new AtomicInteger();
    private volatile Sinks.Empty<Void> draining = Sinks.empty();
    private volatile boolean running;

    OpenSockets(MeterRegistry meters) {
        Gauge.builder("rtc.gateway.sockets", open, AtomicInteger::get)
                .description("WebSocket connections carried at present")
                .baseUnit("connections")
                .register(meters);
    }

    Mono<Void> during(Mono<Void> bridge) {
        return Mono.defer(() -> {
            open.incrementAndGet();
            return bridge.doFinally(signal -> open.decrementAndGet());
        });
    }

    int count() {
        return open.get();
    }

    Mono<Void> draining() {
        return draining.asMono();
    }

    @Override
    public void start() {
        draining = Sinks.empty();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        draining.tryEmitEmpty();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
