package io.realtimeconnect.bench.cache;

import io.realtimeconnect.bench.keys.Keys;
import io.realtimeconnect.bench.keys.Profile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A hit in Redis, one at a time and a hundred at once. All sides decode the same JSON with Jackson. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RemoteHit {

    private static final int BATCH = 100;

    /** Spring's cache. */
    @State(Scope.Benchmark)
    public static class Spring {
        private final LettuceConnectionFactory connections = new LettuceConnectionFactory(
                Objects.requireNonNull(LettuceConnectionFactory.createRedisConfiguration(Suite.redis())));
        private @Nullable Cache cache;

        /** Puts all keys. */
        @Setup
        public void fill(Keys keys) {
            connections.start();
            cache = RedisCacheManager.builder(connections)
                    .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig()
                            .serializeValuesWith(
                                    SerializationPair.fromSerializer(new JacksonJsonRedisSerializer<>(Profile.class))))
                    .build()
                    .getCache("spring");
            for (int i = 0; i < Keys.COUNT; i++) {
                cache().put(keys.key(i), Profile.of(i));
            }
        }

        Cache cache() {
            return Objects.requireNonNull(cache);
        }

        /** Closes the connections. */
        @TearDown
        public void close() {
            connections.destroy();
        }
    }

    /** The peer. */
    @Benchmark
    public @Nullable Profile lettuceGet(Lettuce raw, Keys.Order order) {
        return Mono.fromCompletionStage(raw.redis.get("raw:" + order.next()))
                .<Profile>map(raw.reader::readValue)
                .block();
    }

    /** The cache, told to pass its first tier by. */
    @Benchmark
    public @Nullable Profile twoTierGet(Ours ours, Keys.Order order) {
        return ours.cache.get(order.next(), ours.none, Ours.REMOTE).block();
    }

    /** Spring's cache on Redis. */
    @Benchmark
    public @Nullable Object springDataGet(Spring spring, Keys.Order order) {
        return Mono.fromFuture(Objects.requireNonNull(spring.cache().retrieve(order.next())))
                .block();
    }

    /** The peer: one command. */
    @Benchmark
    public @Nullable List<Profile> lettuceMget100(Lettuce raw, Keys keys) {
        String[] names = batch(keys).map(key -> "raw:" + key).toArray(String[]::new);
        return Mono.fromCompletionStage(raw.redis.mget(names))
                .flatMapMany(Flux::fromIterable)
                .<Profile>map(found -> raw.reader.readValue(found.getValue()))
                .collectList()
                .block();
    }

    /** The cache. */
    @Benchmark
    public @Nullable Map<String, Profile> twoTierGetAll100(Ours ours, Keys keys) {
        return ours.cache
                .getAll(batch(keys).toList(), missing -> ours.none.map(none -> Map.of()), Ours.REMOTE)
                .block();
    }

    private static Stream<String> batch(Keys keys) {
        return IntStream.range(0, BATCH).mapToObj(keys::key);
    }
}
