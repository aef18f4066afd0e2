package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.MeterRegistry;
import tools.jackson.databind.json.JsonMapper;

/** What {@code perf.cache.enabled=false} leaves: caches that keep nothing, in front of the same truths. */
final class PassingCaches extends NamedCaches {

    PassingCaches(
            CacheProperties properties,
            String application,
            CacheEndpoint endpoint,
            CacheSources sources,
            Flushing flushing,
            JsonMapper mapper,
            MeterRegistry meters) {
        super(properties, application, endpoint, sources, flushing, mapper, meters);
    }

    @Override
    public boolean enabled() {
        return false;
    }

    @Override
    Tiers<?> tiers(CacheSettings settings) {
        return new PassingCache<>(settings, new ValueCodec<Object>(mapper, settings));
    }
}
