package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Changes: Redis first, then this instance; what Redis did not take is remembered and repaired. */
final class Writing<V> {

    private static final byte[] NOTHING = new byte[0];
    private static final int AT_ONCE = 64;

    private final LayeredCache<V> cache;

    Writing(LayeredCache<V> cache) {
        this.cache = cache;
    }

    /** @param value null writes an absence */
    Mono<Void> put(String key, @Nullable V value, long version) {
        return Mono.defer(() -> {
            cache.meters.puts.increment();
            CacheSettings settings = cache.settings;
            long now = cache.clock.millis();
            long freshMs = settings.varied(value == null ? settings.negativeTtl() : settings.ttl());
            byte[] envelope = cache.codec.encode(value, now, freshMs);
            long keptMs =
                    value == null ? freshMs : freshMs + settings.afterlife().toMillis();
            return write(key, value, envelope, version, now, keptMs);
        });
    }

    Mono<Void> remove(String key) {
        return Mono.defer(() -> {
            cache.meters.removals.increment();
            return write(key, null, NOTHING, 0, 0, 1);
        });
    }

    /** Removes what is in Redis; all first tiers forget everything, before and after, as they cannot tell what they have read since. */
    Mono<Void> removeMatching(String glob) {
        return Mono.defer(() -> {
            forgetHere();
            return cache.remote
                    .dropAll(false)
                    .then(cache.remote
                            .scan(glob)
                            .flatMap(cache.remote::remove, AT_ONCE)
                            .then())
                    .then(cache.remote.dropAll(false))
                    .doOnSuccess(done -> forgetHere())
                    .onErrorResume(CacheUnavailable.class, e -> lostAll());
        });
    }

    Mono<Void> clear() {
        return Mono.defer(() -> {
            forgetHere();
            return cache.remote
                    .dropAll(true)
                    .doOnSuccess(done -> forgetHere())
                    .onErrorResume(CacheUnavailable.class, e -> lostAll());
        });
    }

    Mono<Void> repair() {
        return Mono.defer(() -> {
            if (cache.repairs.everything()) {
                return cache.remote.dropAll(true).doOnSuccess(done -> {
                    cache.repairs.doneAll();
                    forgetHere();
                });
            }
            return Flux.fromIterable(cache.repairs.keys())
                    .flatMap(key -> cache.remote.remove(key).doOnNext(written -> cache.repairs.done(key)), AT_ONCE)
                    .then();
        });
    }

    private Mono<Void> write(String key, @Nullable V value, byte[] envelope, long version, long now, long keptMs) {
        long mark = cache.local.leave(key);
        cache.flights.detach(key);
        long localMs = Loading.localMs(cache.settings, value != null);
        return cache.remote
                .write(key, envelope, version, now, keptMs)
                .doOnNext(written -> {
                    cache.repairs.done(key);
                    cache.flights.detach(key);
                    cache.local.wrote(
                            key,
                            written.stamp(),
                            written.before(),
                            value,
                            envelope.length > 0 && written.done(),
                            localMs);
                })
                .onErrorResume(CacheUnavailable.class, e -> {
                    cache.meters.unavailable.increment();
                    cache.repairs.add(key);
                    cache.flights.detach(key);
                    cache.local.leave(key);
                    if (value != null) {
                        cache.local.admitBlind(key, value, mark + 1, localMs);
                    }
                    return Mono.empty();
                })
                .then();
    }

    private void forgetHere() {
        cache.flights.detachAll();
        cache.local.forget();
    }

    private Mono<Void> lostAll() {
        cache.meters.unavailable.increment();
        cache.repairs.addAll();
        forgetHere();
        return Mono.empty();
    }
}
