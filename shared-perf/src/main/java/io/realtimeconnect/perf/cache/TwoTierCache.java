package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A named, typed cache: this process's memory in front of Redis.
 *
 * <p>Absent is an empty {@code Mono}; a failure of Redis is never the caller's: the loader answers instead.
 */
public interface TwoTierCache<V> {

    Mono<V> get(String key);

    /** The cached value, else the loader's: loaded once per key for all callers of all instances. An empty load is cached for the negative TTL. */
    Mono<V> get(String key, Mono<V> loader);

    /** Those of the keys that have a value; what is missing is loaded in one call. */
    Mono<Map<String, V>> getAll(Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader);

    Mono<Void> put(String key, V value);

    /** Removes from both tiers, on every instance. */
    Mono<Void> remove(String key);

    Mono<Void> clear();
}
