package io.realtimeconnect.perf.cache;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.type.TypeReference;

/** The caches of a service, by name; set up under {@code perf.cache.caches.<name>}. */
public interface TwoTierCaches {

    /** False where {@code perf.cache.enabled} says so: then nothing is kept, and everything goes straight to loaders and sources. */
    default boolean enabled() {
        return true;
    }

    /**
     * The cache of that name, made at the first call; values travel as JSON of {@code type}.
     *
     * @throws IllegalStateException if it was made with another type
     */
    <V> TwoTierCache<V> cache(String name, Class<V> type);

    /** The same for a type with parameters. */
    <V> TwoTierCache<V> cache(String name, TypeReference<V> type);

    /** The same for a type known at run time only. */
    <V> TwoTierCache<V> cache(String name, Type type);

    /**
     * The cache of that name, whatever it holds. Removals need no type; reads and writes of one that nobody has given a type, here or
     * under {@code perf.cache.caches.<name>.type}, make it one of plain JSON values.
     */
    TwoTierCache<?> named(String name);

    /**
     * What the first tier of a cache may weigh whose settings say nothing of its size, by the length of the JSON; for one that is not made
     * yet. Where values are large, a number of them is no bound.
     */
    default void weigh(String name, DataSize most) {}

    /** Of those that are set up and of those made so far. */
    Set<String> names();

    /** Those made so far. */
    Collection<TwoTierCache<?>> all();

    Optional<TwoTierCache<?>> find(String name);
}
