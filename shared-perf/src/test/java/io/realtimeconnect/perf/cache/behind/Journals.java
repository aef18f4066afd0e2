package io.realtimeconnect.perf.cache.behind;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.redis.RedisLinkProperties;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** One journal as several see it, each by settings of their own; closed with the test. */
final class Journals implements AutoCloseable {

    private final String namespace = "j" + UUID.randomUUID();
    private final LettuceConnectionFactory factory;
    private final List<RedisLinks> links = new ArrayList<>();

    Journals(String url) {
        URI uri = URI.create(url);
        var server = new RedisStandaloneConfiguration(uri.getHost(), uri.getPort());
        server.setPassword(uri.getUserInfo().substring(1));
        factory = new LettuceConnectionFactory(server);
        factory.start();
    }

    /** @param properties {@code perf.cache.write-behind}, pairs of name and value */
    static WriteBehindProperties properties(String... properties) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            all.put("b." + properties[i], properties[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("b", WriteBehindProperties.class);
    }

    /** It connects when it is first used. */
    Journal journal(WriteBehindProperties properties, Duration budget) {
        return journal(properties, budget, System::nanoTime);
    }

    /** @param nanos the clock of this process */
    Journal journal(WriteBehindProperties properties, Duration budget, LongSupplier nanos) {
        RedisLinkProperties quick = new Binder(
                        new MapConfigurationPropertySource(Map.of("perf.redis.breaker-wait", "200ms")))
                .bindOrCreate("perf.redis", RedisLinkProperties.class);
        RedisLinks redis = new RedisLinks(factory, quick, new SimpleMeterRegistry());
        links.add(redis);
        return new Journal(redis.link("journal", budget), namespace, properties, nanos);
    }

    /** As soon as it is taken. */
    static void accept(Journal journal, String key) {
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> journal.accept(key, "1").block().outcome() == Accepted.Outcome.ACCEPTED);
    }

    /** What a shard holds is gone, and no command of the journal is any good there. */
    void damage(int shard) {
        ReactiveRedisConnection redis = factory.getReactiveConnection();
        redis.stringCommands()
                .set(buffer("{wb:" + namespace + ":" + shard + "}#entries"), buffer("no hash"))
                .block();
    }

    private static ByteBuffer buffer(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    /** The n-th key of a shard. */
    static String key(int shard, int n) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "k" + i)
                .filter(key -> Journal.shard(key) == shard)
                .skip(n)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        links.forEach(RedisLinks::close);
        factory.destroy();
    }
}
