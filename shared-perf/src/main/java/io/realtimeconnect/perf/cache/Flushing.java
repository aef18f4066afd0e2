package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.perf.cache.behind.Backlog;
import io.realtimeconnect.perf.cache.behind.FlushMeters;
import io.realtimeconnect.perf.cache.behind.Flusher;
import io.realtimeconnect.perf.cache.behind.Journal;
import io.realtimeconnect.perf.cache.behind.WriteBehindProperties;
import io.realtimeconnect.perf.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;

/**
 * The write-behind caches of this instance and those who store for them. Their journals are in the application's own Redis, which keeps
 * what it was told, not in that of the caches. A graceful shutdown stores what it can, after the web server has answered the last request
 * and before Redis and the database go.
 */
final class Flushing implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Flushing.class);

    /** Beside an answer of Redis, which has the leases back. */
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final Function<Duration, @Nullable RedisLink> state;
    private final WriteBehindProperties properties;
    private final Duration shutdownWait;
    private final MeterRegistry meters;
    private final List<Flusher> flushers = new CopyOnWriteArrayList<>();
    private boolean running;
    private @Nullable RedisLink link;

    /**
     * @param state the way to the application's Redis by the budget of a command, null if it has none
     * @param phase after which a shutdown goes on without us
     */
    Flushing(
            Function<Duration, @Nullable RedisLink> state,
            WriteBehindProperties properties,
            Duration phase,
            MeterRegistry meters) {
        this.state = state;
        this.properties = properties;
        this.shutdownWait = shorter(
                properties.shutdownWait(),
                phase.minus(properties.journalTimeout().plus(LEAVING)));
        this.meters = meters;
    }

    <V> WriteBehind<V> behind(Tiers<V> tiers, Supplier<CacheSource<V>> source) {
        Journal journal = new Journal(link(tiers.name()), tiers.settings.namespace(), properties, System::nanoTime);
        FlushMeters figures = new FlushMeters(meters, tiers.name());
        WriteBehind<V> made = new WriteBehind<>(tiers, source, journal, properties, figures);
        add(new Flusher(
                tiers.name(), journal, made::store, tiers.codec::bound, properties, figures, meters, System::nanoTime));
        return made;
    }

    List<Backlog> backlogs() {
        return flushers.stream().map(Flusher::backlog).toList();
    }

    @Override
    public synchronized void start() {
        running = true;
        flushers.forEach(Flusher::start);
    }

    @Override
    public void stop(Runnable callback) {
        halt();
        Flux.fromIterable(flushers)
                .flatMap(flusher -> flusher.drain(shutdownWait))
                .doFinally(end -> callback.run())
                .subscribe(
                        done -> {},
                        lost -> log.warn("event=write-behind-drain-failed", lost),
                        () -> backlogs().stream()
                                .filter(left -> left.entries() > 0)
                                .forEach(left -> log.info(
                                        "event=write-behind-left cache={} entries={}", left.cache(), left.entries())));
    }

    /** Without storing anything more; the journal keeps it. */
    @Override
    public void stop() {
        halt();
        flushers.forEach(Flusher::stop);
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** Later than the web server, sooner than the connections to Redis, whose phase is 0. */
    @Override
    public int getPhase() {
        return 1_000;
    }

    private synchronized RedisLink link(String cache) {
        RedisLink made = link == null ? state.apply(properties.journalTimeout()) : link;
        if (made == null) {
            throw new IllegalStateException("perf.cache.caches." + cache
                    + ".strategy is write-behind, and there is no Redis for its journal; set spring.data.redis.url");
        }
        link = made;
        return made;
    }

    private synchronized void add(Flusher flusher) {
        flushers.add(flusher);
        if (running) {
            flusher.start();
        }
    }

    private static Duration shorter(Duration wanted, Duration most) {
        Duration left = most.isNegative() ? Duration.ZERO : most;
        return wanted.compareTo(left) < 0 ? wanted : left;
    }

    private synchronized void halt() {
        running = false;
    }
}
