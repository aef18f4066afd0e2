package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A named, typed cache: this process's memory in front of Redis.
 *
 * <p>Absent is an empty {@code Mono}; a failure of Redis is never the caller's: the loader answers instead. No call blocks. Keys read
 * {@code entity:id:params}.
 *
 * <p>With a {@link CacheSource} behind it ({@code perf.cache.caches.<name>.strategy}), {@code get} and {@code getAll} without a loader
 * load from there, and {@code put}, {@code remove} and {@code removeAll} of keys write to it; everything else is of the cache alone.
 */
public interface TwoTierCache<V> {

    String name();

    /** The cached value; what is missing is loaded only where the cache has a source. */
    Mono<V> get(String key);

    /** The same on other terms. */
    Mono<V> get(String key, CacheOptions options);

    /** What is known of the key, without loading: a value, its absence (an empty {@code Optional}), or nothing (an empty {@code Mono}). */
    Mono<Optional<V>> find(String key);

    /**
     * The cached value, else the loader's: loaded once per key for all callers of all instances. An empty load is cached for the
     * negative TTL.
     *
     * <p>The loader runs on its own: a caller that cancels does not stop it, and of the caller's Reactor context it sees the request id
     * only, so it takes part in no transaction. Its failure is the caller's, unless an old value may answer; past the hard time-out that
     * is a {@link java.util.concurrent.TimeoutException}.
     */
    Mono<V> get(String key, Mono<V> loader);

    /** The same on other terms. */
    Mono<V> get(String key, Mono<V> loader, CacheOptions options);

    /** Loads the value anew, whatever is cached, for everybody; a load that is under way will do. What is cached stays if it fails. */
    Mono<V> refresh(String key, Mono<V> loader);

    /** The same on other terms. */
    Mono<V> refresh(String key, Mono<V> loader, CacheOptions options);

    /** Those of the keys that have a value; what is missing is loaded only where the cache has a source, in one call. */
    Mono<Map<String, V>> getAll(Collection<String> keys);

    /** The same on other terms. */
    Mono<Map<String, V>> getAll(Collection<String> keys, CacheOptions options);

    /** Those of the keys that have a value; what is missing is loaded in one call. */
    Mono<Map<String, V>> getAll(Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader);

    /** The same on other terms. */
    Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader, CacheOptions options);

    /**
     * Writes to both tiers and tells every instance. Without a source that is written to, call it after the truth has been committed;
     * with one, its failure is the caller's, and the key is then not cached.
     */
    Mono<Void> put(String key, V value);

    /**
     * As {@link #put(String, Object)}, but never over a value of a higher version: of writers that race, the one with the newest truth
     * wins.
     *
     * @param version of the truth, growing, above 0
     */
    Mono<Void> put(String key, V value, long version);

    /** As {@link #put(String, Object)}, on other terms. */
    Mono<Void> put(String key, V value, CacheOptions options);

    /**
     * Puts the value unless a fresh one is there, known absences apart; true if it did. Without Redis this process alone decides.
     *
     * @throws UnsupportedOperationException (as a signal) where puts are written to a source: what is cached is no word on what is there
     */
    Mono<Boolean> putIfAbsent(String key, V value);

    /** The same on other terms. */
    Mono<Boolean> putIfAbsent(String key, V value, CacheOptions options);

    /** Whether puts and removals are written to a source as well. */
    default boolean writesToSource() {
        return false;
    }

    /** Remembers for the negative TTL that there is no value. */
    Mono<Void> putAbsence(String key);

    /**
     * The same of something that is no more: for that time no value of a lower version is put.
     *
     * @param version of the truth by now, above 0
     */
    Mono<Void> putAbsence(String key, long version);

    /** Removes from both tiers, on every instance; a load of it under way is not kept. Removes it from a source that is written to. */
    Mono<Void> remove(String key);

    /** Removes from both tiers, on every instance, and never from a source. */
    Mono<Void> invalidate(String key);

    /**
     * Invalidates the key unless what is cached is of that version or a higher one.
     *
     * @param version of the truth by now, above 0
     */
    Mono<Void> remove(String key, long version);

    /**
     * As {@link #remove(String, long)}, for those who can come back to it: where Redis did not take the removal it is the caller's error,
     * and to be repeated, as what this process remembers of it ends with it.
     *
     * @param version 0 removes in any case
     */
    Mono<Void> invalidateSurely(String key, long version);

    /** Removes all of them, in one round trip a server. */
    Mono<Void> removeAll(Collection<String> keys);

    /** Removes what was put or loaded with the tag, on every instance; loads under way are not kept. */
    Mono<Void> invalidateTag(String tag);

    /** The same, and an error where Redis did not take it; see {@link #invalidateSurely}. */
    Mono<Void> invalidateTagSurely(String tag);

    /** Removes the key {@code prefix} and all keys below it ({@code prefix:…}), so {@code users} does not touch {@code usersAbc}. */
    Mono<Void> invalidatePrefix(String prefix);

    /** Removes the keys that match a glob of {@code *}, {@code ?} and {@code [a-z]}. */
    Mono<Void> invalidatePattern(String glob);

    /** Removes everything, on every instance; also nothing old may answer in an emergency. */
    Mono<Void> clear();

    /** Drops from this process's memory what may answer no more; how many entries. */
    long cleanUp();

    CacheStatistics statistics();
}
