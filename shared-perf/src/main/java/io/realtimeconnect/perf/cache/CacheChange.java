package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.Nullable;

/**
 * A put or a removal on its way to a {@link CacheSource}.
 *
 * @param value null for a removal
 * @param version grows with each change of the key that a write-behind cache accepts, on whatever instance (microseconds since 1970); in a
 *     write-through cache what the caller gave, 0 if nothing
 */
public record CacheChange<V>(String key, @Nullable V value, long version) {

    public boolean removal() {
        return value == null;
    }
}
