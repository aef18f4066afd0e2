package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.RemoteTier.Grant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Stores, then caches. Before it stores it takes the key's token, and caches what it has stored only if nobody has taken the token since:
 * of writers that race at most one does, and only if no other began after it, so what is cached is what was stored last. Everybody else
 * removes the key. So does whoever fails or is cancelled, as nobody knows what has come of the store.
 */
final class WriteThrough<V> extends ReadThrough<V> {

    /** Removals in one call of the source. */
    private static final int BATCH = 100;

    WriteThrough(Tiers<V> tiers, Supplier<CacheSource<V>> source) {
        super(tiers, source);
    }

    @Override
    boolean writes() {
        return true;
    }

    @Override
    Mono<Void> put(String key, V value, long version, Terms terms) {
        List<CacheChange<V>> change = List.of(new CacheChange<>(key, value, version));
        if (version > 0) {
            return whole(List.of(key), store(change).then(Mono.defer(() -> tiers.put(key, value, version, terms))));
        }
        return whole(
                List.of(key),
                Mono.defer(() -> tiers.claim(key, terms)
                        .map(Optional::of)
                        .onErrorResume(CacheUnavailable.class, e -> Mono.just(Optional.empty()))
                        .flatMap(claim -> store(change).then(Mono.defer(() -> cache(key, value, claim, terms))))));
    }

    @Override
    Mono<Boolean> putIfAbsent(String key, V value, Terms terms) {
        return noPutIfAbsent();
    }

    @Override
    Mono<Void> remove(String key) {
        return removeAll(List.of(key));
    }

    @Override
    Mono<Void> removeAll(Collection<String> keys) {
        return Flux.fromIterable(new LinkedHashSet<>(keys))
                .buffer(BATCH)
                .concatMap(some -> {
                    List<CacheChange<V>> changes = new ArrayList<>();
                    some.forEach(key -> changes.add(new CacheChange<>(key, null, 0)));
                    return whole(some, store(changes).then(Mono.defer(() -> tiers.removeAll(some))));
                })
                .then();
    }

    private Mono<Void> store(List<CacheChange<V>> changes) {
        List<String> keys = changes.stream().map(CacheChange::key).toList();
        return Mono.defer(() -> source().storeAll(changes))
                .timeout(tiers.settings.hardTimeout())
                .onErrorResume(e -> tiers.removeAll(keys).then(Mono.error(e)));
    }

    /** Whoever cancels leaves a store that may take effect, or one that has and is not cached yet. */
    private Mono<Void> whole(List<String> keys, Mono<Void> change) {
        return change.doOnCancel(() -> dropped(tiers.removeAll(keys)));
    }

    private Mono<Void> cache(String key, V value, Optional<Grant> claim, Terms terms) {
        return claim.map(token -> tiers.replace(key, value, token, terms))
                .orElseGet(() -> Mono.just(false))
                .flatMap(done -> done ? Mono.empty() : tiers.invalidate(key));
    }
}
