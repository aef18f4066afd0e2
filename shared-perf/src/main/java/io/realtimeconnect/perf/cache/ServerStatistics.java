package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks the caches' Redis now and then how it is ({@code INFO}), beside the breaker and with a time-out of its own; whoever wants to know gets the
 * last answer. What is older than three rounds is no answer any more: gauges then say NaN.
 */
final class ServerStatistics implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(ServerStatistics.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final CacheLink link;
    private final Duration every;
    private final Clock clock;
    private final Disposable rounds;
    private volatile @Nullable ServerFigures last;

    ServerStatistics(CacheLink link, Duration every, MeterRegistry meters, Clock clock) {
        this.link = link;
        this.every = every;
        this.clock = clock;
        gauge(meters, "memory.used", "Memory that the caches' Redis uses", "bytes", ServerFigures::memoryUsedBytes);
        gauge(
                meters,
                "memory.max",
                "Memory that it may use, 0 without a limit",
                "bytes",
                ServerFigures::memoryMaxBytes);
        gauge(
                meters,
                "memory.fragmentation",
                "Memory it was given by memory in use",
                null,
                ServerFigures::fragmentation);
        gauge(meters, "clients", "Clients connected to it", null, ServerFigures::connectedClients);
        gauge(meters, "keys", "Keys it holds, the caches' and any other", null, ServerFigures::keys);
        gauge(meters, "hit.rate", "Of all its reads of keys, by anybody", null, ServerFigures::hitRate);
        gauge(meters, "uptime", "Since its youngest node started", "seconds", ServerFigures::uptimeSeconds);
        gauge(
                meters,
                "nodes",
                "Servers that answered",
                null,
                figures -> figures.nodes().size());
        counter(meters, "connections", "Connections it has taken", ServerFigures::connections);
        counter(meters, "evicted", "Keys it dropped for want of memory", ServerFigures::evictedKeys);
        counter(meters, "expired", "Keys whose time was over", ServerFigures::expiredKeys);
        this.rounds = every.isZero()
                ? Mono.never().subscribe()
                : Flux.interval(Duration.ZERO, every)
                        .onBackpressureDrop()
                        .concatMap(tick -> ask())
                        .subscribe();
    }

    /** The last answer; null where there is none, or none of late. */
    @Nullable
    ServerFigures figures() {
        ServerFigures known = last;
        return known == null || known.at().isBefore(oldest()) ? null : known;
    }

    @Override
    public void destroy() {
        rounds.dispose();
    }

    /** Empty where there is no answer. */
    private Mono<ServerFigures> ask() {
        return link.infos()
                .timeout(TIMEOUT)
                .map(infos -> ServerFigures.of(infos, clock.instant()))
                .doOnNext(figures -> last = figures)
                .onErrorResume(e -> {
                    log.debug("event=cache-server-silent", e);
                    return Mono.empty();
                });
    }

    private Instant oldest() {
        return clock.instant().minus(every.multipliedBy(3)).minus(TIMEOUT);
    }

    private double value(ToDoubleFunction<ServerFigures> of, double otherwise) {
        ServerFigures known = figures();
        return known == null ? otherwise : of.applyAsDouble(known);
    }

    private void gauge(
            MeterRegistry meters,
            String name,
            String description,
            @Nullable String unit,
            ToDoubleFunction<ServerFigures> of) {
        Gauge.builder("cache.server." + name, this, self -> self.value(of, Double.NaN))
                .description(description)
                .baseUnit(unit)
                .register(meters);
    }

    private void counter(MeterRegistry meters, String name, String description, ToDoubleFunction<ServerFigures> of) {
        FunctionCounter.builder("cache.server." + name, this, self -> {
                    ServerFigures known = self.last;
                    return known == null ? 0 : of.applyAsDouble(known);
                })
                .description(description)
                .register(meters);
    }
}
