package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** Makes caches and keeps them by name. */
final class LayeredCaches implements TwoTierCaches, DisposableBean {

    private final CacheProperties properties;
    private final String application;
    private final CacheEndpoint endpoint;
    private final CacheLink link;
    private final CacheSignals signals;
    private final JsonMapper mapper;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<String, Made> caches = new ConcurrentHashMap<>();

    private record Made(JavaType type, LayeredCache<?> cache) {}

    LayeredCaches(
            CacheProperties properties,
            String application,
            CacheEndpoint endpoint,
            JsonMapper mapper,
            MeterRegistry meters,
            Clock clock) {
        this.properties = properties;
        this.application = application;
        this.endpoint = endpoint;
        this.link = new CacheLink(endpoint);
        this.signals = new CacheSignals(endpoint, link, properties.heartbeat());
        this.mapper = mapper;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public <V> TwoTierCache<V> cache(String name, Class<V> type) {
        return cache(name, mapper.constructType(type));
    }

    @Override
    public <V> TwoTierCache<V> cache(String name, TypeReference<V> type) {
        return cache(name, mapper.constructType(type.getType()));
    }

    @Override
    public Collection<TwoTierCache<?>> all() {
        return List.copyOf(
                caches.values().stream().<TwoTierCache<?>>map(Made::cache).toList());
    }

    @Override
    public Optional<TwoTierCache<?>> find(String name) {
        return Optional.ofNullable(caches.get(name)).map(Made::cache);
    }

    @Override
    public void destroy() {
        signals.close();
        link.close();
        endpoint.close();
    }

    CacheLink link() {
        return link;
    }

    CacheSignals signals() {
        return signals;
    }

    @SuppressWarnings("unchecked") // the type is compared
    private <V> TwoTierCache<V> cache(String name, JavaType type) {
        Made made = caches.computeIfAbsent(name, key -> new Made(type, make(key, type)));
        if (!made.type().equals(type)) {
            throw new IllegalStateException("Cache " + name + " holds " + made.type() + ", not " + type);
        }
        return (TwoTierCache<V>) made.cache();
    }

    private <V> LayeredCache<V> make(String name, JavaType type) {
        CacheSettings settings = CacheSettings.of(application, name, properties);
        CacheKeys keys = new CacheKeys(settings.namespace());
        CacheMeters figures = new CacheMeters(meters, name);
        LocalTier<V> local = new LocalTier<>(settings, System::nanoTime, figures.evictions::increment);
        figures.watch(meters, name, local);
        LayeredCache<V> cache = new LayeredCache<>(
                settings,
                figures,
                local,
                new RemoteTier(link, keys),
                new ValueCodec<>(mapper, type, settings),
                clock,
                System::nanoTime);
        signals.follow(keys.channel(), cache);
        return cache;
    }
}
