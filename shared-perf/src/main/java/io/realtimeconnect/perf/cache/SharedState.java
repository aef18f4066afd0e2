package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/**
 * Redis's own types for what instances share and can do without: the caches' codec, breaker and metrics, no first tier. Everything
 * expires, some time after its last change; what Redis does not take is {@link SharedStateUnavailable}.
 */
public final class SharedState {

    private final CacheLink link;
    private final String application;
    private final CacheProperties properties;
    private final JsonMapper mapper;
    private final MeterRegistry meters;

    SharedState(
            CacheLink link, String application, CacheProperties properties, JsonMapper mapper, MeterRegistry meters) {
        this.link = link;
        this.application = application;
        this.properties = properties;
        this.mapper = mapper;
        this.meters = meters;
    }

    /**
     * Hashes: fields with a value each.
     *
     * @param name of the kind, first part of its keys, set up under {@code perf.cache.caches.<name>} as caches are (namespace, schema,
     *     compression, largest value)
     * @param ttl since the last change, at least 1 ms
     */
    public <V> SharedHash<V> hash(String name, Class<V> type, Duration ttl) {
        return new SharedHash<>(typed(name, type, ttl, "hash"));
    }

    /** Lists: values in order, the same more than once if need be. */
    public <V> SharedList<V> list(String name, Class<V> type, Duration ttl) {
        return new SharedList<>(typed(name, type, ttl, "list"));
    }

    /** Sets: values that are equal when their JSON is, so of types that write their members in one order. */
    public <V> SharedSet<V> set(String name, Class<V> type, Duration ttl) {
        return new SharedSet<>(typed(name, type, ttl, "set"));
    }

    /** Counters, from 0. */
    public SharedCounter counter(String name, Duration ttl) {
        return new SharedCounter(typed(name, Long.class, ttl, "counter"));
    }

    private <V> SharedKind<V> typed(String name, Class<V> type, Duration ttl, String kind) {
        CacheSettings settings = CacheSettings.of(application, name, properties);
        ValueCodec<V> codec = new ValueCodec<>(mapper, settings, Packing.of(meters, name));
        codec.bind(mapper.constructType(type));
        return new SharedKind<>(link, kind, settings, codec, ttl, SharedMeters.of(meters, name, kind));
    }
}
