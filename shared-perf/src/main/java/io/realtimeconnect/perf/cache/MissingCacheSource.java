package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.CacheProperties.Strategy;
import java.util.Locale;

/** A cache is set up with a strategy that needs a source, and no bean is one; ends the start with one line. */
final class MissingCacheSource extends RuntimeException {

    MissingCacheSource(String cache, Strategy strategy) {
        super(
                "perf.cache.caches." + cache + ".strategy is "
                        + strategy.name().toLowerCase(Locale.ROOT).replace('_', '-')
                        + ", and no CacheSource is of the cache " + cache,
                null,
                false,
                false);
    }
}
