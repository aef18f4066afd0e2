package io.realtimeconnect.perf.cache;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** An instance over a real Redis whose time is stepped and whose messages are handed to it by the test. */
final class SteppedInstance implements AutoCloseable {

    /** Both clocks of an instance. */
    static final class Time extends Clock {
        private final AtomicLong ms = new AtomicLong(1_900_000_000_000L);

        void step(Duration by) {
            ms.addAndGet(by.toMillis());
        }

        long nanos() {
            return TimeUnit.MILLISECONDS.toNanos(ms.get());
        }

        @Override
        public long millis() {
            return ms.get();
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(ms.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final CacheEndpoint endpoint;
    final CacheLink link;
    private final StatefulRedisPubSubConnection<String, String> ear;
    /** Filled by an event loop, which must not wait for a lock. */
    private final Queue<String> arrived = new ConcurrentLinkedQueue<>();

    SteppedInstance(String url) {
        endpoint = new CacheEndpoint(CacheServers.at(url), Duration.ofSeconds(20), Instances.RESOURCES);
        link = new CacheLink(endpoint);
        link.connect();
        ear = endpoint.connectPubSub().toCompletableFuture().join();
        ear.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                arrived.add(message);
            }
        });
        Awaitility.await().until(link::connected);
    }

    /** A cache of its own time, that hears nothing but what it is told. */
    LayeredCache<Integer> cache(String name, Map<String, String> properties, Time time) {
        LayeredCache<Integer> cache = over(link, name, properties, time, time::nanos);
        cache.listening = true;
        arrived.clear();
        ear.sync().subscribe(new CacheKeys(cache.settings.namespace()).channel());
        return cache;
    }

    /** @param nanos the time of the first tier */
    static LayeredCache<Integer> over(
            CacheLink link, String name, Map<String, String> properties, Time time, LongSupplier nanos) {
        CacheProperties all =
                new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("c", CacheProperties.class);
        CacheSettings settings = CacheSettings.of("test", name, all);
        CacheKeys keys = new CacheKeys(settings.namespace());
        ValueCodec<Integer> codec = new ValueCodec<>(JsonMapper.builder().build(), settings);
        codec.bind(JsonMapper.builder().build().constructType(Integer.class));
        return new LayeredCache<>(
                settings,
                new CacheMeters(new SimpleMeterRegistry(), name),
                new LocalTier<>(settings, nanos, () -> {}, cause -> {}),
                new RemoteTier(link, true, keys),
                new RemoteTier(link, false, keys),
                codec,
                time,
                time::nanos);
    }

    void done(String name) {
        ear.sync().unsubscribe(new CacheKeys("test." + name).channel());
    }

    /** What has arrived up to the mark, in order. */
    List<String> until(String mark) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> arrived.contains(mark));
        List<String> messages = new ArrayList<>();
        for (String message = arrived.remove(); !message.equals(mark); message = arrived.remove()) {
            messages.add(message);
        }
        return messages;
    }

    @Override
    public void close() {
        ear.close();
        link.close();
        endpoint.close();
    }
}
