package io.realtimeconnect.perf.health;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Asks a part at most once at a time and at most once per {@code cacheFor}; callers share the answer and never wait past the time-out. */
final class CachedCheck {

    private static final Logger log = LoggerFactory.getLogger(CachedCheck.class);

    private final HealthPart part;
    private final HealthProperties properties;
    private final Clock clock;
    private final AtomicReference<Sinks.@Nullable One<PartReport>> asking = new AtomicReference<>();
    private volatile @Nullable PartReport last;
    private volatile boolean onceWell;

    CachedCheck(HealthPart part, HealthProperties properties, Clock clock) {
        this.part = part;
        this.properties = properties;
        this.clock = clock;
    }

    HealthPart part() {
        return part;
    }

    /** Whether the part has ever been found other than unhealthy. */
    boolean onceWell() {
        return onceWell;
    }

    Mono<PartReport> report() {
        return Mono.defer(() -> {
            PartReport known = last;
            if (known != null && clock.instant().isBefore(known.checkedAt().plus(properties.cacheFor()))) {
                return Mono.just(known);
            }
            Sinks.One<PartReport> sink = Sinks.one();
            Sinks.One<PartReport> other = asking.compareAndExchange(null, sink);
            if (other != null) {
                return other.asMono();
            }
            // Subscribed on its own: a caller that goes away does not take the answer from the others.
            ask().subscribe(answer -> {
                settle(answer);
                asking.set(null);
                sink.tryEmitValue(answer);
            });
            return sink.asMono();
        });
    }

    private Mono<PartReport> ask() {
        long start = System.nanoTime();
        return Mono.defer(part::check)
                .switchIfEmpty(Mono.just(PartHealth.unhealthy("no answer", Map.of())))
                .timeout(properties.timeout())
                .onErrorResume(e -> Mono.just(failed(e)))
                .map(health -> new PartReport(
                        health.status(),
                        Math.round(Duration.ofNanos(System.nanoTime() - start).toNanos() / 1e4) / 1e2,
                        health.reason(),
                        clock.instant(),
                        health.details()));
    }

    private PartHealth failed(Throwable e) {
        log.debug("Health check of {} failed", part.name(), e);
        return PartHealth.unhealthy(e instanceof TimeoutException ? "timeout" : "failed", part.details());
    }

    private void settle(PartReport answer) {
        PartReport before = last;
        last = answer;
        onceWell |= answer.status() != HealthStatus.UNHEALTHY;
        if (before != null && before.status() != answer.status()) {
            log.warn(
                    "part={} health={} was={} reason={}",
                    part.name(),
                    answer.status(),
                    before.status(),
                    answer.reason());
        }
    }
}
