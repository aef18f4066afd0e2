package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.web.RequestId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Loads from the source what is read without a loader; changes are of the cache alone. */
class ReadThrough<V> {

    private static final Logger log = LoggerFactory.getLogger(ReadThrough.class);

    final Tiers<V> tiers;
    private final Supplier<CacheSource<V>> source;

    /** @param source asked for at the first use */
    ReadThrough(Tiers<V> tiers, Supplier<CacheSource<V>> source) {
        this.tiers = tiers;
        this.source = source;
    }

    CacheSource<V> source() {
        return source.get();
    }

    /** Whether changes are written to the source. */
    boolean writes() {
        return false;
    }

    Mono<V> load(String key) {
        return Mono.defer(() -> loadAll(List.of(key)).mapNotNull(found -> found.get(key)));
    }

    Mono<Map<String, V>> loadAll(Collection<String> keys) {
        return source().loadAll(keys);
    }

    /** A caller's loader, unless something newer than it can see is known. */
    Mono<V> over(String key, Mono<V> loader) {
        return loader;
    }

    /** The same of many. */
    Function<Collection<String>, Mono<Map<String, V>>> over(Function<Collection<String>, Mono<Map<String, V>>> loader) {
        return loader;
    }

    /** What has been accepted and is not in the source yet: a value or a removal; empty if nothing. */
    Mono<Optional<V>> pending(String key) {
        return Mono.empty();
    }

    Mono<Void> put(String key, V value, long version, Terms terms) {
        return tiers.put(key, value, version, terms);
    }

    Mono<Boolean> putIfAbsent(String key, V value, Terms terms) {
        return tiers.putIfAbsent(key, value, terms);
    }

    Mono<Void> remove(String key) {
        return tiers.invalidate(key);
    }

    Mono<Void> removeAll(Collection<String> keys) {
        return tiers.removeAll(keys);
    }

    /** @param version of the caller; what is cached of it or a higher one stays */
    Mono<Void> invalidate(String key, long version) {
        return tiers.remove(key, version);
    }

    /** The same; an error where Redis did not take it. */
    Mono<Void> invalidateSurely(String key, long version) {
        return tiers.invalidateSurely(key, version);
    }

    Mono<Void> putAbsence(String key, long version) {
        return tiers.putAbsence(key, version);
    }

    /** Of the caller's context it sees the request id and nothing else. */
    static <T> Mono<T> apart(Mono<T> work) {
        return Mono.deferContextual(caller -> {
            RequestId request = RequestId.from(caller);
            return work.contextWrite(
                    ignored -> request == null ? Context.empty() : Context.of(RequestId.class, request));
        });
    }

    /** An invalidation that nobody waits for. */
    final void dropped(Mono<Void> invalidation) {
        invalidation.subscribe(
                done -> {}, lost -> log.warn("event=cache-invalidation-failed cache={}", tiers.name(), lost));
    }

    final Mono<Boolean> noPutIfAbsent() {
        return Mono.error(() -> new UnsupportedOperationException(
                "putIfAbsent on cache " + tiers.name() + ", whose puts are written to its source"));
    }
}
