package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import tools.jackson.databind.json.JsonMapper;

/** Caches of two tiers. */
final class LayeredCaches extends NamedCaches {

    private final CacheSignals signals;
    private final CoarseClock time = new CoarseClock();
    private final Clock clock;

    LayeredCaches(
            CacheProperties properties,
            String application,
            CacheEndpoint endpoint,
            CacheSources sources,
            Flushing flushing,
            JsonMapper mapper,
            MeterRegistry meters,
            Clock clock) {
        super(properties, application, endpoint, sources, flushing, mapper, meters);
        this.signals = new CacheSignals(endpoint, link(), properties.heartbeat());
        CacheMeters.watch(meters, link(), signals);
        this.clock = clock;
    }

    @Override
    public void destroy() {
        signals.close();
        time.close();
        super.destroy();
    }

    CacheSignals signals() {
        return signals;
    }

    @Override
    Tiers<?> tiers(CacheSettings settings) {
        CacheKeys keys = keys(settings);
        CacheMeters figures = new CacheMeters(meters, settings.name());
        LocalTier<Object> local = new LocalTier<>(settings, time, figures.admissions::increment, figures::evicted);
        figures.watch(meters, settings.name(), local);
        ValueCodec<Object> codec = new ValueCodec<>(mapper, settings, Packing.of(meters, settings.name()));
        LayeredCache<Object> cache = new LayeredCache<>(
                settings,
                figures,
                local,
                new RemoteTier(link(), true, keys),
                new RemoteTier(link(), false, keys),
                codec,
                clock,
                time);
        signals.follow(keys.channel(), cache);
        return cache;
    }
}
