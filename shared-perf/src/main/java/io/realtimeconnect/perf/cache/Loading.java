package io.realtimeconnect.perf.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * How a value that the first tier lacks is found: in Redis, else by whoever holds the key's token, else by the other instance that
 * holds it, else alone. The token is granted to one at a time and void once the key changes, so an old value never overwrites a new.
 */
final class Loading<V> {

    private static final Logger log = LoggerFactory.getLogger(Loading.class);

    /** How long an old value answers after a load failed, before the loader is asked again. */
    static final Duration RESPITE = Duration.ofSeconds(1);

    private static final Duration DEAF_STEP = Duration.ofMillis(50);

    private final LayeredCache<V> cache;

    Loading(LayeredCache<V> cache) {
        this.cache = cache;
    }

    /**
     * What was found in Redis, null parts where nothing was.
     *
     * @param seen the mark of the value there, also of one that cannot be decoded; empty if there is none
     */
    record Look<V>(@Nullable Stamp stamp, @Nullable Stored<V> stored, String seen) {}

    /** What is known without a load; empty when nothing is. */
    Mono<Optional<V>> peek(String key, @Nullable LocalEntry<V> old) {
        if (cache.repairs.concern(key)) {
            return Mono.empty();
        }
        return look(key)
                .flatMap(look -> fresh(look.stored()) ? known(key, look) : missed())
                .onErrorResume(CacheUnavailable.class, e -> {
                    cache.meters.unavailable.increment();
                    return old == null ? Mono.empty() : Mono.just(Optional.ofNullable(old.value()));
                });
    }

    Mono<V> load(String key, Mono<V> loader) {
        if (cache.repairs.concern(key)) {
            return alone(key, loader);
        }
        long patience = System.nanoTime() + cache.settings.leaseWait().toNanos();
        return look(key)
                .flatMap(look -> fresh(look.stored()) ? found(key, look) : contend(key, loader, look, patience))
                .onErrorResume(CacheUnavailable.class, e -> {
                    cache.meters.unavailable.increment();
                    return alone(key, loader);
                });
    }

    private Mono<V> contend(String key, Mono<V> loader, Look<V> look, long patience) {
        Stored<V> old = look.stored();
        long lease = cache.settings.hardTimeout().plusSeconds(1).toMillis();
        return cache.waiters.registered(
                key,
                woken -> cache.remote.token(key, look.seen(), lease).flatMap(grant -> {
                    if (grant.granted()) {
                        cache.meters.misses.increment();
                        return orOld(loadAndFill(key, loader, grant), old);
                    }
                    if (grant.filled() != null) {
                        return look(new RemoteTier.Read(grant.stamp(), grant.filled()))
                                .flatMap(there ->
                                        there.stored() == null ? load(key, loader, grant.stamp()) : found(key, there));
                    }
                    cache.meters.waits.increment();
                    return orOld(await(key, loader, grant, woken, patience), old);
                }));
    }

    private Mono<V> await(String key, Mono<V> loader, RemoteTier.Grant grant, Mono<Void> woken, long patience) {
        long left = patience - System.nanoTime();
        if (left <= 0) {
            cache.meters.misses.increment();
            return load(key, loader, grant.stamp());
        }
        // Deaf to wake-ups for now: look again soon.
        long step = cache.listening ? left : Math.min(left, DEAF_STEP.toNanos());
        return woken.timeout(Duration.ofNanos(step), Mono.empty())
                .then(look(key))
                .flatMap(look -> fresh(look.stored()) ? found(key, look) : contend(key, loader, look, patience));
    }

    private Mono<V> loadAndFill(String key, Mono<V> loader, RemoteTier.Grant grant) {
        return timed(loader)
                .doOnError(e -> giveBack(key, grant))
                .doOnNext(value -> keep(key, value.orElse(null), grant, -1))
                .flatMap(Mono::justOrEmpty);
    }

    private Mono<V> load(String key, Mono<V> loader, Stamp stamp) {
        return timed(loader)
                .doOnNext(value -> cache.local.admit(key, value.orElse(null), stamp, localMs(value.isPresent())))
                .flatMap(Mono::justOrEmpty);
    }

    /** Keeps what was loaded: where there is a stamp or a token, by them; else until Redis can be compared. */
    void keep(String key, @Nullable V value, RemoteTier.@Nullable Grant grant, long mark) {
        if (grant == null) {
            cache.local.admitBlind(key, value, mark, localMs(value != null));
            return;
        }
        cache.local.admit(key, value, grant.stamp(), localMs(value != null));
        if (grant.granted()) {
            fill(key, value, grant);
        }
    }

    /** The load failed: somebody else may try. */
    void giveBack(String key, RemoteTier.Grant grant) {
        if (grant.granted()) {
            cache.remote
                    .fill(key, grant, new byte[0], 0, 1)
                    .subscribe(done -> {}, lost -> log.debug("event=token-not-returned", lost));
        }
    }

    /** Not on the caller's time. */
    private void fill(String key, @Nullable V value, RemoteTier.Grant grant) {
        CacheSettings settings = cache.settings;
        long freshMs = settings.varied(value == null ? settings.negativeTtl() : settings.ttl());
        long keptMs = value == null ? freshMs : freshMs + settings.afterlife().toMillis();
        long now = cache.clock.millis();
        cache.remote
                .fill(key, grant, cache.codec.encode(value, now, freshMs), now, keptMs)
                .subscribe(
                        written -> {
                            if (written.done()) {
                                cache.local.admit(key, value, written.stamp(), localMs(value != null));
                            } else {
                                cache.meters.refusedFills.increment();
                            }
                        },
                        lost -> cache.meters.unavailable.increment());
    }

    /** Without Redis: kept by this instance until it can compare. */
    private Mono<V> alone(String key, Mono<V> loader) {
        return Mono.defer(() -> {
            cache.meters.misses.increment();
            long mark = cache.local.mark(key);
            return timed(loader)
                    .doOnNext(
                            value -> cache.local.admitBlind(key, value.orElse(null), mark, localMs(value.isPresent())))
                    .flatMap(Mono::justOrEmpty);
        });
    }

    private Mono<Optional<V>> timed(Mono<V> loader) {
        return Mono.defer(() -> {
            long start = System.nanoTime();
            return loader.map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .timeout(cache.settings.hardTimeout())
                    .doOnNext(value -> cache.meters.loads.record(System.nanoTime() - start, TimeUnit.NANOSECONDS))
                    .doOnError(e -> cache.meters.failedLoads.record(System.nanoTime() - start, TimeUnit.NANOSECONDS));
        });
    }

    /** An old value of Redis answers when the load is slow or fails; a slow load goes on and fills. */
    private Mono<V> orOld(Mono<V> load, @Nullable Stored<V> old) {
        if (old == null || old.value() == null) {
            return load;
        }
        long age = cache.clock.millis() - old.freshUntil();
        boolean atOnce = age < cache.settings.staleWhileRevalidate().toMillis();
        if (!atOnce && age >= cache.settings.failSafe().toMillis()) {
            return load;
        }
        Mono<V> going = load.cache();
        Mono<V> fallback = Mono.fromSupplier(() -> {
            cache.meters.stale.increment();
            return old.value();
        });
        Duration patience = atOnce ? Duration.ZERO : cache.settings.softTimeout();
        return going.timeout(patience, fallback).onErrorResume(e -> !(e instanceof CacheUnavailable), e -> fallback);
    }

    private Mono<Look<V>> look(String key) {
        return cache.remote.read(key).flatMap(read -> look(read));
    }

    Mono<Look<V>> look(RemoteTier.Read read) {
        Stamp stamp = read.stamp();
        if (stamp == null || read.raw() == null) {
            return Mono.just(new Look<>(stamp, null, ""));
        }
        return cache.codec
                .decode(read.raw(), stamp)
                .map(stored -> new Look<>(stamp, stored, stored.written()))
                .defaultIfEmpty(new Look<>(stamp, null, ValueCodec.written(read.raw())));
    }

    boolean fresh(@Nullable Stored<V> stored) {
        return stored != null && stored.freshUntil() > cache.clock.millis();
    }

    private Mono<Optional<V>> missed() {
        return Mono.defer(() -> {
            cache.meters.misses.increment();
            return Mono.empty();
        });
    }

    private Mono<V> found(String key, Look<V> look) {
        return Mono.justOrEmpty(take(key, look));
    }

    private Mono<Optional<V>> known(String key, Look<V> look) {
        return Mono.just(Optional.ofNullable(take(key, look)));
    }

    /** Takes a value of Redis into the first tier; null if it is an absence. */
    @Nullable
    V take(String key, Look<V> look) {
        Stored<V> stored = look.stored();
        Stamp stamp = look.stamp();
        if (stored == null || stamp == null) {
            return null;
        }
        cache.meters.remoteHits.increment();
        long freshMs = Math.min(localMs(stored.value() != null), stored.freshUntil() - cache.clock.millis());
        cache.local.admit(key, stored.value(), stamp, freshMs);
        return stored.value();
    }

    private long localMs(boolean present) {
        return localMs(cache.settings, present);
    }

    static long localMs(CacheSettings settings, boolean present) {
        Duration ttl = present ? settings.ttl() : settings.negativeTtl();
        return settings.varied(ttl.compareTo(settings.localTtl()) < 0 ? ttl : settings.localTtl());
    }
}
