package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.CacheProperties.Strategy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sources by the names of their caches; looked for when the first is needed, as they may need caches themselves. */
final class CacheSources {

    static final CacheSources NONE = new CacheSources(Stream::empty);

    private final Supplier<Stream<CacheSource<?>>> beans;
    private volatile @Nullable Map<String, CacheSource<?>> found;

    CacheSources(Supplier<Stream<CacheSource<?>>> beans) {
        this.beans = beans;
    }

    /** @throws MissingCacheSource if there is none */
    CacheSource<?> of(String cache, Strategy strategy) {
        CacheSource<?> source = all().get(cache);
        if (source == null) {
            throw new MissingCacheSource(cache, strategy);
        }
        return source;
    }

    /**
     * By the names of their caches.
     *
     * @throws IllegalStateException if two are of one cache
     */
    Map<String, CacheSource<?>> all() {
        Map<String, CacheSource<?>> known = found;
        if (known == null) {
            Map<String, CacheSource<?>> fresh = new HashMap<>();
            beans.get().forEach(source -> {
                if (fresh.putIfAbsent(source.cache(), source) != null) {
                    throw new IllegalStateException("Two sources of cache " + source.cache());
                }
            });
            known = fresh;
            found = known;
        }
        return known;
    }
}
