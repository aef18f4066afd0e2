package io.realtimeconnect.perf.cache;

/** The caches of a service, by name; set up under {@code perf.cache.caches.<name>}. */
public interface TwoTierCaches {

    /** The cache of that name, made at the first call; values travel as JSON of {@code type}. */
    <V> TwoTierCache<V> cache(String name, Class<V> type);
}
