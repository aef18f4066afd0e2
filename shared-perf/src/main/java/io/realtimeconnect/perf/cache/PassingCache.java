package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A cache that keeps nothing: each read is its loader's, within the hard time-out, and what is put or removed is of no consequence. */
final class PassingCache<V> extends Tiers<V> {

    private static final CacheUnavailable OFF = new CacheUnavailable("off", null);

    PassingCache(CacheSettings settings, ValueCodec<V> codec) {
        super(settings, codec, System::nanoTime);
    }

    @Override
    public Mono<V> get(String key) {
        return Mono.empty();
    }

    @Override
    public Mono<V> get(String key, CacheOptions options) {
        return Mono.empty();
    }

    @Override
    public Mono<Optional<V>> find(String key) {
        return Mono.empty();
    }

    @Override
    public Mono<V> get(String key, Mono<V> loader) {
        return loader.timeout(settings.hardTimeout());
    }

    @Override
    public Mono<V> get(String key, Mono<V> loader, CacheOptions options) {
        return loader.timeout(settings.with(options).hardTimeout());
    }

    @Override
    public Mono<V> refresh(String key, Mono<V> loader) {
        return get(key, loader);
    }

    @Override
    public Mono<V> refresh(String key, Mono<V> loader, CacheOptions options) {
        return get(key, loader, options);
    }

    @Override
    public Mono<Map<String, V>> getAll(Collection<String> keys) {
        return Mono.fromSupplier(HashMap::new);
    }

    @Override
    public Mono<Map<String, V>> getAll(Collection<String> keys, CacheOptions options) {
        return getAll(keys);
    }

    @Override
    public Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader) {
        return all(keys, loader, settings);
    }

    @Override
    public Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader, CacheOptions options) {
        return all(keys, loader, settings.with(options));
    }

    @Override
    public Mono<Void> put(String key, V value) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> put(String key, V value, long version) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> put(String key, V value, CacheOptions options) {
        return Mono.empty();
    }

    /** Nothing is ever there. */
    @Override
    public Mono<Boolean> putIfAbsent(String key, V value) {
        return Mono.just(true);
    }

    @Override
    public Mono<Boolean> putIfAbsent(String key, V value, CacheOptions options) {
        return Mono.just(true);
    }

    @Override
    public Mono<Void> putAbsence(String key) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> putAbsence(String key, long version) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> remove(String key) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> invalidate(String key) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> remove(String key, long version) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> invalidateSurely(String key, long version) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> removeAll(Collection<String> keys) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> invalidateTag(String tag) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> invalidateTagSurely(String tag) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> invalidatePrefix(String prefix) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> invalidatePattern(String glob) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> clear() {
        return Mono.empty();
    }

    @Override
    public long cleanUp() {
        return 0;
    }

    @Override
    public CacheStatistics statistics() {
        return CacheStatistics.none(name());
    }

    @Override
    Mono<Void> put(String key, @Nullable V value, long version, Terms terms) {
        return Mono.empty();
    }

    @Override
    Mono<Boolean> putIfAbsent(String key, V value, Terms terms) {
        return Mono.just(true);
    }

    @Override
    Mono<RemoteTier.Grant> claim(String key, Terms terms) {
        return Mono.error(OFF);
    }

    @Override
    Mono<Boolean> replace(String key, V value, RemoteTier.Grant token, Terms terms) {
        return Mono.just(true);
    }

    /** Like caches that keep something: no key twice, no call for none, nothing that was not asked for. */
    private Mono<Map<String, V>> all(
            Collection<String> keys,
            Function<Collection<String>, Mono<Map<String, V>>> loader,
            CacheSettings settings) {
        return Mono.defer(() -> {
            Collection<String> asked = new LinkedHashSet<>(keys);
            Mono<Map<String, V>> loaded = asked.isEmpty() ? Mono.empty() : loader.apply(asked);
            return loaded.timeout(settings.hardTimeout())
                    .map(HashMap::new)
                    .defaultIfEmpty(new HashMap<>())
                    .map(found -> {
                        found.keySet().retainAll(asked);
                        return found;
                    });
        });
    }
}
