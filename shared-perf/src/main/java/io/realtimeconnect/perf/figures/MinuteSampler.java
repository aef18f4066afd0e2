package io.realtimeconnect.perf.figures;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells each minute what this instance did since it told last. What could not be told is in the next minute's figures. */
final class MinuteSampler implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(MinuteSampler.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Totals totals;
    private final MinuteFigures table;
    private final String instance;
    private final Clock clock;
    private Map<String, Double> told = Map.of();
    private @Nullable Disposable running;

    MinuteSampler(Totals totals, MinuteFigures table, String instance, Clock clock) {
        this.totals = totals;
        this.table = table;
        this.instance = instance;
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        if (running == null) {
            running = Flux.interval(MINUTE)
                    .onBackpressureDrop()
                    .concatMap(tick -> tell(), 1)
                    .subscribe();
        }
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    /** One call at a time. */
    Mono<Void> tell() {
        return Mono.defer(() -> {
                    Map<String, Double> now = totals.read();
                    Map<String, Double> since = new HashMap<>();
                    now.forEach((figure, total) -> {
                        double grown = total - told.getOrDefault(figure, 0.0);
                        if (grown > 0) {
                            since.put(figure, grown);
                        }
                    });
                    Instant at = clock.instant();
                    Mono<Void> written = since.isEmpty() ? Mono.empty() : table.sample(at, instance, since);
                    return written.doOnSuccess(done -> told = now);
                })
                .onErrorResume(e -> {
                    LOG.atWarn().addKeyValue("cause", e.toString()).log("figures.untold");
                    return Mono.empty();
                });
    }
}
