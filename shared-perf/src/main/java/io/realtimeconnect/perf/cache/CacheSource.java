package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * The truth behind one cache; a bean, used where {@code perf.cache.caches.<name>.strategy} is {@code read-through}, {@code write-through}
 * or {@code write-behind}. Must not block.
 *
 * <p>Of the caller's Reactor context it sees the request id at most, so it takes part in no transaction of its callers, except that a
 * write-through {@code storeAll} runs as part of the caller's call: put after a transaction, as the cache has at once what may be rolled back.
 */
public interface CacheSource<V> {

    /** The name of its cache. */
    String cache();

    /** The values of those keys that have one. It must read what {@link #storeAll} has written, so not from a replica that lags. */
    Mono<Map<String, V>> loadAll(Collection<String> keys);

    /**
     * Writes the changes, each key at most once; done when they are durable. It is repeated after failures, time-outs and deaths of
     * instances, so it must be idempotent, also where some of the changes had been written before it failed.
     *
     * <p>A statement that is cancelled may take effect later. Where that matters, bound it on the server below
     * {@code perf.cache.write-behind.store-timeout} (write-through: {@code perf.cache.hard-timeout}), or compare versions, see
     * {@link #versioned()}.
     *
     * @throws UnsupportedOperationException (as a signal) unless overridden: enough for {@code read-through}
     */
    default Mono<Void> storeAll(List<CacheChange<V>> changes) {
        return Mono.error(() -> new UnsupportedOperationException("The source of cache " + cache() + " is read only"));
    }

    /**
     * Whether {@link #storeAll} leaves alone what it holds of a higher {@link CacheChange#version() version}, removals included:
     * {@code … ON CONFLICT (key) DO UPDATE … WHERE stored.version < excluded.version}, a removal leaving its version behind.
     *
     * <p>Then no writer that was stalled past its lease can undo a newer write, and a write-behind cache goes on writing, directly, while
     * its journal is full or out of reach; otherwise it refuses.
     */
    default boolean versioned() {
        return false;
    }
}
