package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.RemoteTier.Change;
import io.realtimeconnect.perf.cache.RemoteTier.Written;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes: Redis first, then this instance; what Redis did not take is remembered and repaired. A change that has begun is carried through,
 * also when its caller leaves.
 */
final class Writing<V> {

    private static final byte[] NOTHING = new byte[0];
    private static final int AT_ONCE = 64;

    private final LayeredCache<V> cache;

    /** Keys that are being put unless they are there. */
    private final Set<String> deciding = ConcurrentHashMap.newKeySet();

    Writing(LayeredCache<V> cache) {
        this.cache = cache;
    }

    /** @param value null writes an absence */
    Mono<Void> put(String key, @Nullable V value, long version, Terms asked) {
        return carriedThrough(() -> {
            Terms terms = asked.fit(value);
            return prepare(value, terms)
                    .flatMap(ready ->
                            putAs(key, ready, version, terms).doOnNext(done -> cache.meters.put(done && ready.held())))
                    .then();
        });
    }

    /** Removes it of a truth that has yet to hear of that: until then its absence is held. */
    Mono<Void> removeAhead(String key, long version, Terms terms) {
        return carriedThrough(() -> prepare(null, terms)
                .flatMap(absence -> putAs(key, absence, version, terms))
                .doOnNext(cache.meters::removed)
                .then());
    }

    /** True unless a newer version refuses it, or nobody has it: not Redis, which is away, and not this instance. */
    private Mono<Boolean> putAs(String key, Prepared<V> ready, long version, Terms terms) {
        return written(
                        new Change(key, ready.envelope(), version, ready.now(), ready.keptMs(), null, terms.tags()),
                        ready.kept(),
                        terms)
                .doOnError(CacheUnavailable.class, e -> cache.meters.reached(false))
                .map(Written::done)
                .onErrorReturn(CacheUnavailable.class, ready.kept() != null);
    }

    /** True if it was put; without Redis, and of what Redis is not to hold, this instance decides alone. */
    Mono<Boolean> putIfAbsent(String key, V value, Terms asked) {
        return carriedThrough(() -> {
            Terms terms = asked.fit(value);
            Mono<Boolean> anyway = Mono.defer(() -> put(key, value, 0, terms).thenReturn(true));
            return prepare(value, terms).flatMap(ready -> {
                if (cache.repairs.concern(key)) {
                    return ifUnknown(key, anyway);
                }
                Mono<Boolean> put = putUnlessThere(key, ready, terms);
                // what Redis is not to have is in this instance alone once it is put; what others have put is in Redis
                return ready.envelope().length == 0
                        ? ifUnknown(key, put.onErrorResume(CacheUnavailable.class, e -> anyway))
                        : put.onErrorResume(CacheUnavailable.class, e -> ifUnknown(key, anyway));
            });
        });
    }

    /** True where Redis knew of nothing that answers. */
    private Mono<Boolean> putUnlessThere(String key, Prepared<V> ready, Terms terms) {
        Change change = new Change(
                key, ready.envelope(), 0, ready.now(), ready.keptMs(), cache.settings.schema(), terms.tags());
        return cache.remote(terms)
                .write(change)
                .map(written -> {
                    if (written.done()) {
                        cache.coherence.wrote(key, written, ready.kept());
                    }
                    return written.done();
                })
                .doOnNext(cache.meters::put)
                .doOnError(CacheUnavailable.class, e -> cache.meters.reached(false));
    }

    /** True if the token was still good and the value is there. */
    Mono<Boolean> replace(String key, V value, RemoteTier.Grant token, Terms asked) {
        Terms terms = asked.fit(value);
        return carriedThrough(() -> prepare(value, terms).flatMap(ready -> {
            cache.local.leave(key);
            cache.flights.detach(key);
            return cache.remote(terms)
                    .fill(key, token, ready.envelope(), ready.now(), ready.keptMs(), true, terms.tags())
                    .map(written -> {
                        cache.flights.detach(key);
                        if (written.done()) {
                            cache.coherence.wrote(key, written, ready.kept());
                        }
                        return written.done();
                    })
                    .doOnNext(cache.meters::put)
                    .onErrorReturn(CacheUnavailable.class, false);
        }));
    }

    /** @param version what is cached of it or a higher one stays, 0 removes in any case */
    Mono<Void> remove(String key, long version) {
        return carriedThrough(() -> removed(key, version).onErrorComplete(CacheUnavailable.class));
    }

    /** The same, but an error when Redis did not take it. */
    Mono<Void> invalidateSurely(String key, long version) {
        return carriedThrough(() -> removed(key, version));
    }

    private Mono<Void> removed(String key, long version) {
        return written(Change.removal(key, version), null, cache.terms)
                .doOnNext(written -> cache.meters.removed(written.done()))
                .doOnError(CacheUnavailable.class, e -> {
                    cache.meters.reached(false);
                    cache.meters.removed(true);
                })
                .then();
    }

    /** All sent at once: one round trip a server. */
    Mono<Void> removeAll(Collection<String> keys) {
        return Flux.fromIterable(new LinkedHashSet<>(keys))
                .flatMap(key -> remove(key, 0), CacheLink.QUEUE / 10)
                .then();
    }

    /** Removes the key, and those that match the glob below it. */
    Mono<Void> removeBelow(String key, String glob) {
        return carriedThrough(() -> written(Change.removal(key, 0), null, cache.terms)
                .then()
                .onErrorComplete(CacheUnavailable.class)
                .then(removeMatching(glob)));
    }

    /** Removes what is in Redis; all first tiers forget everything, before and after, as they cannot tell what they have read since. */
    Mono<Void> removeMatching(String glob) {
        return carriedThrough(() -> {
            cache.meters.removed(true);
            forgetHere();
            return Flux.concat(dropAll(false), removeScanned(glob), dropAll(false))
                    .reduce(Boolean::logicalAnd)
                    .doOnNext(cache.meters::reached)
                    .then(Mono.fromRunnable(this::forgetHere));
        });
    }

    private Mono<Boolean> removeScanned(String glob) {
        return cache.remote
                .scan(glob)
                .flatMap(cache.remote::remove, AT_ONCE)
                .then(Mono.just(true))
                .onErrorResume(CacheUnavailable.class, e -> lostAll());
    }

    Mono<Void> removeTagged(String tag) {
        return removeTaggedSurely(tag).onErrorComplete(CacheUnavailable.class);
    }

    /** Where Redis did not take all of it, that is remembered and an error. */
    Mono<Void> removeTaggedSurely(String tag) {
        return carriedThrough(() -> {
            cache.meters.removed(true);
            // loads under way may be of it
            cache.flights.detachAll();
            return Flux.range(0, CacheKeys.BUCKETS)
                    .flatMapDelayError(
                            bucket -> cache.remote
                                    .untag(bucket, tag)
                                    .doOnNext(gone -> cache.coherence.wrote(bucket, gone.stamp(), gone.keys()))
                                    .then()
                                    .onErrorResume(
                                            CacheUnavailable.class,
                                            e -> lost(bucket).then(Mono.error(e))),
                            CacheKeys.BUCKETS,
                            CacheKeys.BUCKETS)
                    .then()
                    .onErrorMap(e -> new CacheUnavailable("failed", e))
                    .doOnError(e -> cache.meters.reached(false));
        });
    }

    Mono<Void> clear() {
        return carriedThrough(() -> {
            cache.meters.removed(true);
            forgetHere();
            return dropAll(true).doOnNext(cache.meters::reached).then(Mono.fromRunnable(this::forgetHere));
        });
    }

    /** What cannot be reached is remembered; false if there was any. */
    private Mono<Boolean> dropAll(boolean values) {
        return Flux.range(0, CacheKeys.BUCKETS)
                .flatMap(
                        bucket -> cache.remote
                                .drop(bucket, values)
                                .doOnNext(stamp -> cache.coherence.wrote(bucket, stamp, null))
                                .thenReturn(true)
                                .onErrorResume(CacheUnavailable.class, e -> lost(bucket)),
                        CacheKeys.BUCKETS)
                .reduce(Boolean::logicalAnd);
    }

    /** What fails again is repaired at the next heartbeat. */
    Mono<Void> repair() {
        return Mono.defer(() -> {
            if (cache.repairs.none()) {
                return Mono.empty();
            }
            long until = cache.repairs.now();
            return Flux.fromIterable(cache.repairs.buckets())
                    .flatMap(
                            bucket -> cache.remote
                                    .drop(bucket, true)
                                    .doOnNext(stamp -> {
                                        cache.flights.detachAll(bucket);
                                        cache.coherence.wrote(bucket, stamp, null);
                                        cache.repairs.doneBucket(bucket, until);
                                    })
                                    .onErrorComplete(CacheUnavailable.class),
                            CacheKeys.BUCKETS)
                    .thenMany(Flux.defer(() -> Flux.fromIterable(cache.repairs.keys())))
                    .flatMap(
                            key -> cache.remote
                                    .remove(key)
                                    .doOnNext(written -> cache.repairs.done(key, until))
                                    .onErrorComplete(CacheUnavailable.class),
                            AT_ONCE)
                    .then();
        });
    }

    /** @param envelope empty where Redis is not to have it */
    private record Prepared<V>(
            byte[] envelope,
            long now,
            long keptMs,
            @Nullable Admission<V> kept) {

        /** Whether either tier is to have it. */
        boolean held() {
            return envelope.length > 0 || kept != null;
        }
    }

    private Mono<Prepared<V>> prepare(@Nullable V value, Terms terms) {
        boolean present = value != null;
        long now = cache.clock.millis();
        long freshMs = terms.freshMs(present);
        return cache.codec
                .encoding(value, now, freshMs, terms.settings().compressAbove())
                .map(encoded -> new Prepared<>(
                        terms.skipRemote() ? NOTHING : encoded,
                        now,
                        terms.keptMs(present, freshMs),
                        terms.skipLocal() ? null : terms.admission(value, ValueCodec.weight(encoded))));
    }

    /** Remembered and felt here also when Redis did not take it, which is an error then. */
    private Mono<Written> written(Change change, @Nullable Admission<V> kept, Terms terms) {
        String key = change.key();
        long mark = cache.local.leave(key);
        long doubts = cache.repairs.now();
        cache.flights.detach(key);
        return cache.remote(terms)
                .write(change)
                .doOnNext(written -> {
                    cache.repairs.done(key, doubts);
                    cache.coherence.wrote(key, written, written.done() ? kept : null);
                })
                .doOnError(CacheUnavailable.class, e -> {
                    cache.repairs.add(key);
                    cache.flights.detach(key);
                    cache.local.leave(key);
                    if (kept != null) {
                        cache.local.admitBlind(key, kept, mark + 1);
                    }
                });
    }

    /** Redis does not hold the value: of those who put at once, the first one does, unless this instance has one. */
    private Mono<Boolean> ifUnknown(String key, Mono<Boolean> put) {
        if (!deciding.add(key)) {
            return Mono.just(false);
        }
        LocalEntry<V> there = cache.local.find(key);
        if (there != null && there.value() != null && there.fresh(cache.nanos.getAsLong())) {
            deciding.remove(key);
            return Mono.just(false);
        }
        return put.doFinally(end -> deciding.remove(key));
    }

    private static <T> Mono<T> carriedThrough(Supplier<Mono<T>> change) {
        return Mono.fromFuture(() -> change.get().toFuture(), true);
    }

    private void forgetHere() {
        cache.flights.detachAll();
        cache.local.forget();
    }

    private Mono<Boolean> lost(int bucket) {
        cache.repairs.addBucket(bucket);
        cache.local.forget(bucket);
        return Mono.just(false);
    }

    private Mono<Boolean> lostAll() {
        cache.repairs.addAll();
        forgetHere();
        return Mono.just(false);
    }
}
