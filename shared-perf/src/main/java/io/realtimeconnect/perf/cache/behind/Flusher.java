package io.realtimeconnect.perf.cache.behind;

import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Stores what the journal of a cache holds. A shard is written by the instance that has its lease, one call of the source at a time, and
 * none is begun that could outlast the lease; an entry leaves the journal only as the version that was stored. So the changes of a key reach
 * the source in order, unless a call goes on after its time-out or its process is stalled for longer than the lease: against those,
 * sources compare versions.
 */
public final class Flusher {

    private static final Logger log = LoggerFactory.getLogger(Flusher.class);

    /** Shards written at once. */
    private static final int AT_ONCE = 4;

    /** So many single stores failing in a row are the source's fault: the rest need not be tried. */
    private static final int IN_ROW = 3;

    private final String cache;
    private final Journal journal;
    private final Function<List<Entry>, Mono<Void>> store;
    private final BooleanSupplier ready;
    private final WriteBehindProperties properties;
    private final FlushMeters meters;
    private final LongSupplier nanos;
    private final String token = UUID.randomUUID().toString();
    private final List<Shard> shards =
            IntStream.range(0, Journal.SHARDS).mapToObj(Shard::new).toList();
    private final AtomicInteger writing = new AtomicInteger();
    private volatile boolean reachable = true;
    private volatile boolean looked;

    /** Nothing is begun any more. */
    private volatile boolean ended;

    private @Nullable Disposable ticking;

    /** The lease of a shard is somebody else's, or nothing is begun any more. */
    private static final class NotOurs extends RuntimeException {
        NotOurs() {
            super("The shard is not ours", null, false, false);
        }
    }

    /**
     * @param store writes the entries, of a key each, in one call; errors mean that nobody knows
     * @param ready whether it can
     */
    public Flusher(
            String cache,
            Journal journal,
            Function<List<Entry>, Mono<Void>> store,
            BooleanSupplier ready,
            WriteBehindProperties properties,
            FlushMeters meters,
            MeterRegistry registry,
            LongSupplier nanos) {
        this.cache = cache;
        this.journal = journal;
        this.store = store;
        this.ready = ready;
        this.properties = properties;
        this.meters = meters;
        this.nanos = nanos;
        meters.watch(registry, cache, this);
    }

    /** Takes shards that nobody has, and stores what is due, from now on. */
    public synchronized void start() {
        if (ticking == null) {
            ended = false;
            shards.forEach(shard -> shard.unsure = false);
            ticking = Flux.interval(Duration.ZERO, properties.tick())
                    .onBackpressureDrop()
                    .concatMap(tick -> tick((int) (tick % Journal.SHARDS)), 1)
                    .subscribe(done -> {}, lost -> log.error("event=write-behind-ended cache={}", cache, lost));
        }
    }

    /**
     * Stores what can be stored now, due or not, and leaves the rest to others. Nothing is begun after the time given; then it takes as long
     * as Redis takes to answer once more.
     */
    public Mono<Void> drain(Duration most) {
        return Mono.defer(() -> {
            halt();
            return Flux.fromIterable(ready.getAsBoolean() ? shards : List.<Shard>of())
                    .flatMap(
                            shard -> alone(
                                            shard,
                                            lease(shard)
                                                    .filter(ShardState::held)
                                                    .flatMap(held -> round(shard, true)))
                                    .doOnCancel(() -> shard.unsure = true)
                                    .onErrorResume(e -> told("drain", shard, e)),
                            AT_ONCE)
                    .then()
                    .timeout(most, Mono.empty())
                    .then(Mono.defer(this::leave));
        });
    }

    /** Whoever stores here still, or may do so without our knowing, keeps others out until the lease has run out. */
    private Mono<Void> leave() {
        ended = true;
        return Flux.fromIterable(shards)
                .filter(shard -> !shard.unsure && !shard.busy.get())
                .flatMap(shard -> giveBack(shard).onErrorResume(e -> Mono.empty()), Journal.SHARDS)
                .then();
    }

    /** After the round that a last tick may have begun. */
    private Mono<Void> alone(Shard shard, Mono<Void> round) {
        return Mono.defer(() -> shard.busy.compareAndSet(false, true)
                // before whoever waits for its end looks
                ? round.doOnTerminate(() -> shard.busy.set(false)).doOnCancel(() -> shard.busy.set(false))
                : shard.running
                        .onErrorComplete()
                        .then(Mono.delay(Duration.ofMillis(1)))
                        .then(alone(shard, round)));
    }

    /** Begins nothing more; the store that is under way ends by itself. */
    public void stop() {
        ended = true;
        halt();
    }

    private synchronized void halt() {
        Disposable running = ticking;
        if (running != null) {
            running.dispose();
            ticking = null;
        }
    }

    public Backlog backlog() {
        long entries = 0;
        long parked = 0;
        long oldest = 0;
        for (Shard shard : shards) {
            ShardState state = shard.state;
            entries += state.entries();
            parked += state.parked();
            oldest = Math.max(oldest, state.oldestMs());
        }
        return new Backlog(
                cache,
                entries,
                parked,
                oldest,
                reachable,
                oldest > properties.old().toMillis());
    }

    private Mono<Void> tick(int first) {
        // who cannot store looks, so that what waits is seen
        boolean able = ready.getAsBoolean();
        return look().then(journal.settlePassed().thenReturn(true).onErrorResume(e -> unanswered("passed", e)))
                .flatMap(settled -> Flux.range(first, Journal.SHARDS)
                        .map(i -> shards.get(i % Journal.SHARDS))
                        .flatMap(
                                shard -> (able ? lease(shard) : giveBack(shard))
                                        .doOnNext(state -> begin(shard))
                                        .thenReturn(true)
                                        // others may be well, as those on other nodes of a cluster
                                        .onErrorResume(e -> unanswered(shard.number, e)),
                                AT_ONCE)
                        .reduce(settled, (all, answered) -> all && answered))
                .doOnNext(answered -> reachable = answered)
                .then()
                .onErrorResume(e -> {
                    log.warn("event=write-behind-tick-failed cache={}", cache, e);
                    return Mono.empty();
                });
    }

    /** Told once, not at each tick. */
    private Mono<Boolean> unanswered(Object at, Throwable e) {
        if (reachable && !(e instanceof RedisUnavailable)) {
            log.warn("event=write-behind-journal-failed cache={} at={}", cache, at, e);
        }
        return Mono.just(false);
    }

    /** Once: a Redis that evicts, or forgets at its end, is no place for a journal. */
    private Mono<Void> look() {
        return looked
                ? Mono.empty()
                : journal.lacks()
                        .doOnNext(lacks -> {
                            looked = true;
                            if (!lacks.isEmpty()) {
                                log.warn("event=write-behind-journal-not-durable cache={} lacks={}", cache, lacks);
                            }
                        })
                        .then()
                        .onErrorResume(e -> {
                            // it may not be allowed to say
                            if (!(e instanceof RedisUnavailable)) {
                                looked = true;
                                log.warn("event=write-behind-journal-unknown cache={}", cache, e);
                            }
                            return Mono.empty();
                        });
    }

    private Mono<ShardState> lease(Shard shard) {
        return Mono.defer(() -> {
            long until = nanos.getAsLong() + properties.lease().toNanos();
            return journal.lease(shard.number, token, properties.lease()).doOnNext(state -> shard.saw(state, until));
        });
    }

    private Mono<ShardState> giveBack(Shard shard) {
        return journal.lease(shard.number, token, Duration.ZERO).doOnNext(state -> shard.saw(state, 0));
    }

    private void begin(Shard shard) {
        ShardState state = shard.state;
        if (ended
                || !state.held()
                || state.entries() == 0
                || shard.rests(nanos.getAsLong())
                || writing.get() >= AT_ONCE) {
            return;
        }
        if (shard.busy.compareAndSet(false, true)) {
            writing.incrementAndGet();
            Mono<Void> round = round(shard, false)
                    .onErrorResume(e -> told("round", shard, e))
                    .doFinally(end -> {
                        writing.decrementAndGet();
                        shard.busy.set(false);
                    })
                    .cache();
            shard.running = round;
            round.subscribe();
        }
    }

    /** Batch after batch, while there is more and it gets somewhere. */
    private Mono<Void> round(Shard shard, boolean all) {
        return Mono.defer(() -> leased(shard).then(journal.take(shard.number, token, all)))
                .flatMap(entries -> {
                    shard.failedInRow = 0;
                    return write(shard, entries)
                            .doOnNext(stored -> shard.more = stored > 0 && entries.size() >= properties.batch());
                })
                .repeat(() -> shard.more)
                .then();
    }

    /** How many were stored. */
    private Mono<Long> write(Shard shard, List<Entry> entries) {
        List<Entry> fresh = new ArrayList<>();
        List<Entry> single = new ArrayList<>();
        entries.forEach(entry -> (entry.attempts() == 0 ? fresh : single).add(entry));
        if (fresh.size() == 1) {
            single.addAll(fresh);
            fresh.clear();
        }
        Mono<Long> together = fresh.isEmpty()
                ? Mono.just(0L)
                : store(shard, fresh).onErrorResume(e -> passing(e) ? Mono.error(e) : noted(e, fresh, single));
        return together.flatMap(stored -> oneByOne(shard, single).map(more -> stored + more))
                .doOnNext(stored -> rest(shard, stored));
    }

    /** One of them spoils the others: each is tried alone. */
    private Mono<Long> noted(Throwable failure, List<Entry> batch, List<Entry> single) {
        meters.retries.increment();
        log.atInfo()
                .addKeyValue("cache", cache)
                .addKeyValue("entries", batch.size())
                .addKeyValue("cause", failure.toString())
                .log("cache.behind.batch-failed");
        single.addAll(batch);
        return Mono.just(0L);
    }

    private Mono<Long> oneByOne(Shard shard, List<Entry> entries) {
        return Flux.fromIterable(entries)
                .concatMap(
                        entry -> store(shard, List.of(entry))
                                .doOnNext(stored -> shard.failedInRow = 0)
                                .onErrorResume(e -> passing(e) ? Mono.error(e) : failed(shard, entry, e)),
                        1)
                .takeUntil(stored -> shard.failedInRow >= IN_ROW)
                .reduce(0L, Long::sum);
    }

    private Mono<Long> store(Shard shard, List<Entry> entries) {
        return leased(shard)
                .then(Mono.defer(() -> store.apply(entries))
                        // values are decoded, which is no work for a thread of Redis
                        .subscribeOn(Schedulers.parallel())
                        .timeout(properties.storeTimeout())
                        // a Redis behind the source is not that of the journal
                        .onErrorMap(RedisUnavailable.class, IllegalStateException::new))
                .then(Mono.defer(() -> journal.settle(shard.number, entries)))
                .map(gone -> {
                    meters.written.add(entries.size());
                    return (long) entries.size();
                });
    }

    private Mono<Long> failed(Shard shard, Entry entry, Throwable failure) {
        shard.failedInRow++;
        meters.retries.increment();
        return journal.failed(shard.number, entry, wait(entry.attempts())).map(parked -> {
            log.atWarn()
                    .addKeyValue("cache", cache)
                    .addKeyValue("attempts", entry.attempts() + 1)
                    .addKeyValue("parked", parked)
                    .addKeyValue("cause", failure.toString())
                    .log("cache.behind.store-failed");
            if (parked) {
                meters.parked.increment();
            }
            return 0L;
        });
    }

    private void rest(Shard shard, long stored) {
        if (stored > 0) {
            shard.fruitless = 0;
        } else if (shard.failedInRow >= IN_ROW) {
            shard.rest(nanos.getAsLong() + wait(shard.fruitless).toNanos());
            shard.fruitless++;
        }
    }

    /** Errors with {@link NotOurs} unless the shard is ours for as long as a store may take. */
    private Mono<Void> leased(Shard shard) {
        return Mono.defer(() -> {
            if (ended) {
                return Mono.error(new NotOurs());
            }
            return leasedForAStore(shard)
                    ? Mono.empty()
                    : lease(shard).flatMap(state -> leasedForAStore(shard) ? Mono.empty() : Mono.error(new NotOurs()));
        });
    }

    private boolean leasedForAStore(Shard shard) {
        return shard.leasedFor(properties.storeTimeout().toNanos(), nanos.getAsLong());
    }

    /** Not the source's failure. */
    private static boolean passing(Throwable e) {
        return e instanceof NotOurs || e instanceof RedisUnavailable;
    }

    private Duration wait(int failures) {
        long most =
                Math.min(properties.maxRetry().toMillis(), properties.retry().toMillis() << Math.min(failures, 20));
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(Math.max(1, most / 2)) + 1);
    }

    private Mono<Void> told(String what, Shard shard, Throwable e) {
        if (e instanceof NotOurs) {
            shard.lost();
        } else if (!(e instanceof RedisUnavailable)) {
            log.warn("event=write-behind-{}-failed cache={} shard={}", what, cache, shard.number, e);
        }
        return Mono.empty();
    }
}
