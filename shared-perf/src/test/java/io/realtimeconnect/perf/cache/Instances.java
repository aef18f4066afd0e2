package io.realtimeconnect.perf.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinkProperties;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import tools.jackson.databind.json.JsonMapper;

/** Several instances of a service in one process, each with connections of its own; closed with the test. */
final class Instances implements AutoCloseable {

    static final ClientResources RESOURCES = ClientResources.builder()
            .reconnectDelay(Delay.fullJitter(Duration.ofMillis(10), Duration.ofMillis(200), 10, TimeUnit.MILLISECONDS))
            .build();

    /** Of their own: Lettuce takes a lock when it connects, and BlockHound sees it where both connect at once. */
    private static final ClientResources JOURNALS = ClientResources.builder()
            .reconnectDelay(Delay.fullJitter(Duration.ofMillis(10), Duration.ofMillis(200), 10, TimeUnit.MILLISECONDS))
            .build();

    /** On a loaded machine. */
    private static final Duration START = Duration.ofSeconds(60);

    static {
        // the default of ten seconds is little where several builds share a machine
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    private final String url;
    private @Nullable String state;
    private @Nullable MeterRegistry registry;
    private final List<LettuceConnectionFactory> connected = new ArrayList<>();
    private final List<RedisLinks> links = new ArrayList<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<LayeredCaches> made = new ArrayList<>();
    private final List<CacheSource<?>> sources = new ArrayList<>();

    Instances(String url) {
        this.url = url;
        // Loaded machines answer late; what a slow Redis does is tested on purpose elsewhere.
        with("command-timeout", "5s").with("write-behind.journal-timeout", "2s");
    }

    Instances with(String property, String value) {
        properties.put("perf.cache." + property, value);
        return this;
    }

    /** Instances made from now on count there. */
    Instances with(MeterRegistry meters) {
        this.registry = meters;
        return this;
    }

    /** Journals of write-behind caches are there. */
    Instances withState(String redis) {
        this.state = redis;
        return this;
    }

    private @Nullable RedisLink journal(MeterRegistry meters, Duration patience) {
        if (state == null) {
            return null;
        }
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                server(state),
                LettuceClientConfiguration.builder()
                        .clientResources(JOURNALS)
                        .clientOptions((state.contains(",") ? ClusterClientOptions.builder() : ClientOptions.builder())
                                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                                .build())
                        .shutdownTimeout(Duration.ZERO)
                        .build());
        factory.start();
        connected.add(factory);
        RedisLinks redis = new RedisLinks(
                factory,
                new Binder(new MapConfigurationPropertySource(Map.of("perf.redis.breaker-wait", "200ms")))
                        .bindOrCreate("perf.redis", RedisLinkProperties.class),
                meters);
        links.add(redis);
        return redis.link("journal", patience);
    }

    private static RedisConfiguration server(String urls) {
        URI uri = URI.create(urls.split(",", -1)[0]);
        String password = uri.getUserInfo().substring(1);
        if (urls.contains(",")) {
            RedisClusterConfiguration cluster = new RedisClusterConfiguration();
            cluster.clusterNode(uri.getHost(), uri.getPort());
            cluster.setPassword(password);
            return cluster;
        }
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(uri.getHost(), uri.getPort());
        server.setPassword(password);
        return server;
    }

    /** What stands behind the caches of instances made from now on. */
    Instances with(CacheSource<?> source) {
        sources.add(source);
        return this;
    }

    /** One more instance, connected and listening. */
    LayeredCaches start() {
        LayeredCaches caches = startUnconnected();
        Awaitility.await()
                .atMost(START)
                .until(() -> caches.link().connected() && caches.signals().hears());
        Awaitility.await()
                .atMost(START)
                .ignoreExceptions()
                .until(() -> caches.link().call(redis -> redis.ping()).block().equals("PONG"));
        return caches;
    }

    /** The cache once it is told of changes: until then it may forget what it was given. */
    static <V> TwoTierCache<V> listening(TwoTierCache<V> cache) {
        Awaitility.await()
                .atMost(START)
                .until(() -> cache instanceof SourcedCache<V> sourced
                        ? ((LayeredCache<V>) sourced.tiers).subscribed
                        : ((LayeredCache<V>) cache).subscribed);
        return cache;
    }

    LayeredCaches startUnconnected() {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.putIfAbsent("perf.cache.enabled", "true");
        CacheProperties bound =
                new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("perf.cache", CacheProperties.class);
        MeterRegistry meters = registry == null ? new SimpleMeterRegistry() : registry;
        RedisLink journal = journal(meters, bound.writeBehind().journalTimeout());
        LayeredCaches caches = new LayeredCaches(
                bound,
                "test",
                new CacheEndpoint(CacheServers.at(url), bound.commandTimeout(), RESOURCES),
                new CacheSources(sources::stream),
                new Flushing(budget -> journal, bound.writeBehind(), Duration.ofHours(1), meters),
                JsonMapper.builder().build(),
                meters,
                Clock.systemUTC());
        made.add(caches);
        caches.afterSingletonsInstantiated();
        caches.flushing().start();
        return caches;
    }

    @Override
    public void close() {
        made.forEach(caches -> {
            caches.flushing().stop();
            caches.destroy();
        });
        links.forEach(RedisLinks::close);
        connected.forEach(LettuceConnectionFactory::destroy);
    }
}
