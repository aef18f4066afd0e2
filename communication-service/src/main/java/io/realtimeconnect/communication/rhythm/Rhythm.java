package io.realtimeconnect.communication.rhythm;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * A step repeated from start to stop of the application: one after the other, a pause between them that varies by a tenth so that
 * instances do not fall into step. A step that fails is not the last one.
 */
public final class Rhythm implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Rhythm.class);

    private final String name;
    private final Duration pause;
    private final Supplier<? extends Mono<?>> step;
    private Disposable running = Disposables.disposed();

    public Rhythm(String name, Duration pause, Supplier<? extends Mono<?>> step) {
        this.name = name;
        this.pause = pause;
        this.step = step;
    }

    @Override
    public void start() {
        running = Mono.defer(() -> Mono.delay(varied()))
                .then(Mono.defer(step::get).then())
                .onErrorResume(e -> {
                    log.atDebug()
                            .addKeyValue("step", name)
                            .addKeyValue("cause", String.valueOf(e))
                            .log("rhythm.step.failed");
                    return Mono.empty();
                })
                .repeat()
                .subscribe();
    }

    private Duration varied() {
        double factor = 0.9 + ThreadLocalRandom.current().nextDouble() * 0.2;
        return Duration.ofNanos((long) (pause.toNanos() * factor));
    }

    @Override
    public void stop() {
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }
}
