package io.realtimeconnect.perf.health;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/**
 * First step of a shutdown: readiness goes off, then the configured delay passes while the server still answers. The server's own
 * graceful shutdown, which waits for requests in flight, follows in a later phase.
 *
 * <p>Whoever holds long connections listens for {@link AvailabilityChangeEvent} of {@link ReadinessState#REFUSING_TRAFFIC}.
 */
final class Drain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private final ApplicationContext context;
    private final Duration delay;
    private volatile boolean running;

    Drain(ApplicationContext context, Duration delay) {
        this.context = context;
        this.delay = delay;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
    }

    @Override
    public void stop(Runnable callback) {
        stop();
        if (delay.isZero()) {
            callback.run();
            return;
        }
        log.info("event=drain delayMs={}", delay.toMillis());
        Mono.delay(delay).subscribe(tick -> callback.run());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before every other phase stops. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
