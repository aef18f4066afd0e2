package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.perf.cache.CacheProperties.Strategy;
import io.realtimeconnect.perf.environment.InvalidSetting;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.ResolvableType;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** Caches by name, each made at its first use and put in front of its truth as its strategy has it. */
abstract class NamedCaches implements TwoTierCaches, SmartInitializingSingleton, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(NamedCaches.class);

    private final CacheProperties properties;
    private final String application;
    private final CacheEndpoint endpoint;
    private final CacheSources sources;
    private final Flushing flushing;
    private final CacheLink link;
    final JsonMapper mapper;
    final MeterRegistry meters;
    private final Map<String, Tiers<?>> caches = new ConcurrentHashMap<>();
    private final Map<String, TwoTierCache<?>> fronts = new ConcurrentHashMap<>();
    private final Map<String, DataSize> weights = new ConcurrentHashMap<>();
    private volatile boolean started;

    NamedCaches(
            CacheProperties properties,
            String application,
            CacheEndpoint endpoint,
            CacheSources sources,
            Flushing flushing,
            JsonMapper mapper,
            MeterRegistry meters) {
        this.properties = properties;
        this.application = application;
        this.endpoint = endpoint;
        this.sources = sources;
        this.flushing = flushing;
        this.link = new CacheLink(endpoint);
        this.mapper = mapper;
        this.meters = meters;
    }

    /** What stands in front of a truth; its values have no type yet. */
    abstract Tiers<?> tiers(CacheSettings settings);

    @Override
    public <V> TwoTierCache<V> cache(String name, Class<V> type) {
        return cache(name, mapper.constructType(type));
    }

    @Override
    public <V> TwoTierCache<V> cache(String name, TypeReference<V> type) {
        return cache(name, mapper.constructType(type.getType()));
    }

    @Override
    public <V> TwoTierCache<V> cache(String name, Type type) {
        return cache(name, mapper.constructType(type));
    }

    @Override
    public void weigh(String name, DataSize most) {
        weights.put(name, most);
    }

    @Override
    public TwoTierCache<?> named(String name) {
        return front(made(name));
    }

    @Override
    public Set<String> names() {
        Set<String> names = new TreeSet<>(properties.caches().keySet());
        names.addAll(caches.keySet());
        return names;
    }

    @Override
    public Collection<TwoTierCache<?>> all() {
        return caches.values().stream().<TwoTierCache<?>>map(this::front).toList();
    }

    @Override
    public Optional<TwoTierCache<?>> find(String name) {
        return Optional.ofNullable(caches.get(name)).map(this::front);
    }

    /** Now all sources can be asked for: caches that lack theirs end the start. */
    @Override
    public void afterSingletonsInstantiated() {
        started = true;
        properties.caches().keySet().forEach(name -> check(CacheSettings.of(application, name, properties)));
        caches.values().forEach(made -> checkSource(made.settings));
        sources.all().values().forEach(this::flush);
    }

    @Override
    public void destroy() {
        link.close();
        endpoint.close();
    }

    SharedState sharedState() {
        return new SharedState(link, application, properties, mapper, meters);
    }

    CacheLink link() {
        return link;
    }

    Flushing flushing() {
        return flushing;
    }

    @SuppressWarnings("unchecked") // the type is compared
    private <V> TwoTierCache<V> cache(String name, JavaType type) {
        Tiers<?> made = made(name);
        made.codec.bind(type);
        return (TwoTierCache<V>) front(made);
    }

    /** What would otherwise fail at the first use. */
    private void check(CacheSettings settings) {
        checkSource(settings);
        keys(settings);
        type(settings);
    }

    /** @throws InvalidSetting if the namespace cannot be part of keys */
    static CacheKeys keys(CacheSettings settings) {
        try {
            return new CacheKeys(settings.namespace());
        } catch (IllegalArgumentException e) {
            throw new InvalidSetting(
                    "perf.cache.caches." + settings.name() + ".namespace", "a name without braces, such as courses");
        }
    }

    private @Nullable JavaType type(CacheSettings settings) {
        try {
            return settings.type() == null ? null : mapper.getTypeFactory().constructFromCanonical(settings.type());
        } catch (IllegalArgumentException e) {
            throw new InvalidSetting(
                    "perf.cache.caches." + settings.name() + ".type",
                    "a type that is there, such as java.util.List<com.example.Course>");
        }
    }

    private void checkSource(CacheSettings settings) {
        if (settings.strategy() != Strategy.CACHE_ASIDE) {
            sources.of(settings.name(), settings.strategy());
        }
    }

    /** What the journal of a write-behind cache holds is stored also before anybody here has asked for the cache. */
    private void flush(CacheSource<?> source) {
        if (CacheSettings.of(application, source.cache(), properties).strategy() != Strategy.WRITE_BEHIND) {
            return;
        }
        Tiers<?> made = made(source.cache());
        ResolvableType values =
                ResolvableType.forInstance(source).as(CacheSource.class).getGeneric(0);
        if (!made.codec.bound() && values.resolve() != null && !values.hasUnresolvableGenerics()) {
            made.codec.bind(mapper.constructType(values.getType()));
        }
        if (!made.codec.bound()) {
            log.warn(
                    "event=write-behind-type-unknown cache={} nothing of its journal is stored here before its type is known,"
                            + " from code or perf.cache.caches.{}.type",
                    made.name(),
                    made.name());
        }
        front(made);
    }

    /** The cache as its strategy has it. */
    private <V> TwoTierCache<?> front(Tiers<V> made) {
        TwoTierCache<?> there = fronts.get(made.name());
        return there != null ? there : fronts.computeIfAbsent(made.name(), name -> truth(made));
    }

    @SuppressWarnings("unchecked") // a source is of its cache's type; what is not does not encode
    private <V> TwoTierCache<V> truth(Tiers<V> made) {
        Strategy strategy = made.settings.strategy();
        Supplier<CacheSource<V>> source = () -> (CacheSource<V>) sources.of(made.name(), strategy);
        return switch (strategy) {
            case CACHE_ASIDE -> made;
            case READ_THROUGH -> new SourcedCache<>(made, new ReadThrough<>(made, source));
            case WRITE_THROUGH -> new SourcedCache<>(made, new WriteThrough<>(made, source));
            case WRITE_BEHIND -> new SourcedCache<>(made, flushing.behind(made, source));
        };
    }

    private Tiers<?> made(String name) {
        Tiers<?> there = caches.get(name);
        return there != null ? there : caches.computeIfAbsent(name, this::make);
    }

    private Tiers<?> make(String name) {
        CacheSettings settings = CacheSettings.of(application, name, properties, weights.get(name));
        if (started) {
            checkSource(settings);
        }
        Tiers<?> made = tiers(settings);
        JavaType type = type(settings);
        if (type != null) {
            made.codec.bind(type);
        }
        return made;
    }
}
