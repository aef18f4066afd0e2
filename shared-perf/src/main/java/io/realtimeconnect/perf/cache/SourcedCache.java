package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Both tiers with a truth behind them, as the cache's strategy has it. */
final class SourcedCache<V> implements TwoTierCache<V> {

    final Tiers<V> tiers;
    final ReadThrough<V> truth;

    SourcedCache(Tiers<V> tiers, ReadThrough<V> truth) {
        this.tiers = tiers;
        this.truth = truth;
    }

    @Override
    public String name() {
        return tiers.name();
    }

    @Override
    public Mono<V> get(String key) {
        return tiers.get(key, truth.load(key));
    }

    @Override
    public Mono<V> get(String key, CacheOptions options) {
        return tiers.get(key, truth.load(key), options);
    }

    @Override
    public Mono<Optional<V>> find(String key) {
        return tiers.find(key).switchIfEmpty(truth.pending(key));
    }

    @Override
    public Mono<V> get(String key, Mono<V> loader) {
        return tiers.get(key, truth.over(key, loader));
    }

    @Override
    public Mono<V> get(String key, Mono<V> loader, CacheOptions options) {
        return tiers.get(key, truth.over(key, loader), options);
    }

    @Override
    public Mono<V> refresh(String key, Mono<V> loader) {
        return tiers.refresh(key, truth.over(key, loader));
    }

    @Override
    public Mono<V> refresh(String key, Mono<V> loader, CacheOptions options) {
        return tiers.refresh(key, truth.over(key, loader), options);
    }

    @Override
    public Mono<Map<String, V>> getAll(Collection<String> keys) {
        return tiers.getAll(keys, truth::loadAll);
    }

    @Override
    public Mono<Map<String, V>> getAll(Collection<String> keys, CacheOptions options) {
        return tiers.getAll(keys, truth::loadAll, options);
    }

    @Override
    public Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader) {
        return tiers.getAll(keys, truth.over(loader));
    }

    @Override
    public Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader, CacheOptions options) {
        return tiers.getAll(keys, truth.over(loader), options);
    }

    @Override
    public Mono<Void> put(String key, V value) {
        return truth.put(key, value, 0, tiers.terms);
    }

    @Override
    public Mono<Void> put(String key, V value, long version) {
        return truth.put(key, value, version, tiers.terms);
    }

    @Override
    public Mono<Void> put(String key, V value, CacheOptions options) {
        return truth.put(key, value, 0, Terms.of(tiers.settings, options));
    }

    @Override
    public Mono<Boolean> putIfAbsent(String key, V value) {
        return truth.putIfAbsent(key, value, tiers.terms);
    }

    @Override
    public Mono<Boolean> putIfAbsent(String key, V value, CacheOptions options) {
        return truth.putIfAbsent(key, value, Terms.of(tiers.settings, options));
    }

    @Override
    public boolean writesToSource() {
        return truth.writes();
    }

    @Override
    public Mono<Void> putAbsence(String key) {
        return tiers.putAbsence(key);
    }

    @Override
    public Mono<Void> putAbsence(String key, long version) {
        return truth.putAbsence(key, version);
    }

    @Override
    public Mono<Void> remove(String key) {
        return truth.remove(key);
    }

    @Override
    public Mono<Void> invalidate(String key) {
        return tiers.invalidate(key);
    }

    @Override
    public Mono<Void> remove(String key, long version) {
        return truth.invalidate(key, version);
    }

    @Override
    public Mono<Void> invalidateSurely(String key, long version) {
        return truth.invalidateSurely(key, version);
    }

    @Override
    public Mono<Void> removeAll(Collection<String> keys) {
        return truth.removeAll(keys);
    }

    @Override
    public Mono<Void> invalidateTag(String tag) {
        return tiers.invalidateTag(tag);
    }

    @Override
    public Mono<Void> invalidateTagSurely(String tag) {
        return tiers.invalidateTagSurely(tag);
    }

    @Override
    public Mono<Void> invalidatePrefix(String prefix) {
        return tiers.invalidatePrefix(prefix);
    }

    @Override
    public Mono<Void> invalidatePattern(String glob) {
        return tiers.invalidatePattern(glob);
    }

    @Override
    public Mono<Void> clear() {
        return tiers.clear();
    }

    @Override
    public long cleanUp() {
        return tiers.cleanUp();
    }

    @Override
    public CacheStatistics statistics() {
        return tiers.statistics();
    }
}
