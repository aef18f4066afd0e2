package io.realtimeconnect.perf.cache.warm;

import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The declared loaders of this service. Run once it has started, some at a time, each for a bounded time; one that fails or hangs holds up no
 * other. Until all have ended, or {@code ready-within} is over, the service is not ready.
 */
public final class WarmUps implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUps.class);

    /** A line in the log for so many entries of a loader. */
    private static final int TOLD = 1_000;

    private final List<WarmUp> loaders;
    private final WarmUpProperties properties;
    private final Clock clock;
    private final Map<String, Progress> progress = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Mono<Void>> running = new AtomicReference<>();
    private volatile @Nullable Instant begun;
    private volatile boolean over;
    private volatile @Nullable Disposable first;

    WarmUps(List<WarmUp> loaders, WarmUpProperties properties, Clock clock) {
        this.loaders = loaders;
        this.properties = properties;
        this.clock = clock;
        loaders.forEach(loader -> progress.put(loader.name(), new Progress("waiting", 0, 0)));
    }

    /**
     * How far a loader is.
     *
     * @param state {@code waiting}, {@code running}, {@code done}, {@code failed} or {@code late}
     * @param entries that it has loaded, so far or until it ended
     * @param ms that it took, or has taken when it loaded the last of them
     */
    record Progress(String state, long entries, long ms) {

        boolean ended() {
            return !state.equals("waiting") && !state.equals("running");
        }
    }

    public int count() {
        return loaders.size();
    }

    /** Runs all loaders; a run that is under way will do. Never fails, and ends after their time-outs at the latest. */
    public Mono<Void> run() {
        return Mono.defer(() -> {
            // whoever asks last and leaves ends it
            Mono<Void> mine = all().flux().publish().refCount().then();
            Mono<Void> other = running.compareAndExchange(null, mine);
            return other != null ? other : mine.doFinally(end -> running.compareAndSet(mine, null));
        });
    }

    @EventListener
    void onReady(ApplicationReadyEvent event) {
        begin();
    }

    void begin() {
        begun = clock.instant();
        first = run().doFinally(end -> over = true).subscribe();
    }

    @EventListener
    void onClose(ContextClosedEvent event) {
        Disposable begunHere = first;
        if (begunHere != null) {
            begunHere.dispose();
        }
    }

    @Override
    public String name() {
        return "warmUp";
    }

    /** Unhealthy, so not ready, only while readiness waits. */
    @Override
    public Mono<PartHealth> check() {
        return Mono.fromSupplier(() -> {
            if (awaited()) {
                return PartHealth.unhealthy(ended() + " of " + loaders.size(), details());
            }
            boolean cold =
                    progress.values().stream().anyMatch(one -> !one.state().equals("done"));
            return cold && over
                    ? PartHealth.degraded("some caches are cold", details())
                    : PartHealth.healthy(details());
        });
    }

    @Override
    public boolean neededToStart() {
        return true;
    }

    @Override
    public Map<String, ?> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("progress", ended() + " of " + loaders.size());
        Map<String, Progress> states = new LinkedHashMap<>();
        loaders.forEach(loader -> states.put(loader.name(), of(loader)));
        details.put("loaders", states);
        return details;
    }

    private boolean awaited() {
        Instant since = begun;
        if (over || properties.readyWithin().isZero()) {
            return false;
        }
        return since == null || clock.instant().isBefore(since.plus(properties.readyWithin()));
    }

    private long ended() {
        return progress.values().stream().filter(Progress::ended).count();
    }

    private Progress of(WarmUp loader) {
        return progress.getOrDefault(loader.name(), new Progress("waiting", 0, 0));
    }

    private Mono<Void> all() {
        return Flux.fromIterable(loaders)
                .flatMap(this::load, properties.concurrency())
                .then();
    }

    private void goesOn(WarmUp loader, long entries, long ms) {
        progress.put(loader.name(), new Progress("running", entries, ms));
        if (entries % TOLD == 0) {
            LOG.atInfo()
                    .addKeyValue("loader", loader.name())
                    .addKeyValue("entries", entries)
                    .addKeyValue("ms", ms)
                    .log("cache.warming");
        }
    }

    private Mono<Long> load(WarmUp loader) {
        return Mono.defer(() -> {
            long start = clock.millis();
            AtomicLong loaded = new AtomicLong();
            progress.put(loader.name(), new Progress("running", 0, 0));
            // one that blocks its thread, against the rules, blocks nobody's
            return Flux.defer(loader::load)
                    .take(properties.maxEntries())
                    .doOnNext(entry -> goesOn(loader, loaded.incrementAndGet(), clock.millis() - start))
                    .count()
                    .subscribeOn(Schedulers.boundedElastic())
                    .timeout(properties.timeout())
                    .doOnNext(entries -> {
                        progress.put(loader.name(), new Progress("done", entries, clock.millis() - start));
                        LOG.atInfo()
                                .addKeyValue("loader", loader.name())
                                .addKeyValue("entries", entries)
                                .addKeyValue("progress", ended() + "/" + loaders.size())
                                .log("cache.warm");
                    })
                    .onErrorResume(e -> {
                        String state = e instanceof TimeoutException ? "late" : "failed";
                        progress.put(loader.name(), new Progress(state, loaded.get(), clock.millis() - start));
                        LOG.atWarn()
                                .addKeyValue("loader", loader.name())
                                .addKeyValue("entries", loaded.get())
                                .addKeyValue("cause", e.toString())
                                .addKeyValue("progress", ended() + "/" + loaders.size())
                                .log("cache.cold");
                        return Mono.empty();
                    });
        });
    }
}
