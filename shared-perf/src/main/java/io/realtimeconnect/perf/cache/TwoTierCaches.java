package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;

/** The caches of a service, by name; set up under {@code perf.cache.caches.<name>}. */
public interface TwoTierCaches {

    /**
     * The cache of that name, made at the first call; values travel as JSON of {@code type}.
     *
     * @throws IllegalStateException if it was made with another type
     */
    <V> TwoTierCache<V> cache(String name, Class<V> type);

    /** The same for a type with parameters. */
    <V> TwoTierCache<V> cache(String name, TypeReference<V> type);

    /** Those made so far. */
    Collection<TwoTierCache<?>> all();

    Optional<TwoTierCache<?>> find(String name);
}
