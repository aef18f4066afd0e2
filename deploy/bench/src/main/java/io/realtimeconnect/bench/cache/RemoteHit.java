package io.realtimeconnect.bench.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.realtimeconnect.bench.cache.Suite.Profile;
import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** A hit in Redis, one at a time; many at once; a miss. What is raw decodes the same JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RemoteHit {

    private static final CacheOptions REMOTE = CacheOptions.of(CacheOptions.Builder::skipLocal);
    private static final Mono<Profile> FIVE = Mono.delay(Duration.ofMillis(5)).thenReturn(Profile.of(1));
    private static final int BATCH = 100;

    private final String[] keys = Suite.keys();
    private final int[] order = Suite.zipf(1 << 16, 1);
    private final AtomicLong fresh = new AtomicLong();
    private final Mono<Profile> none = Mono.error(new IllegalStateException("not cached"));
    private List<String> batch;
    private int at;
    private ConfigurableApplicationContext instance;
    private TwoTierCache<Profile> cache;
    private RedisClient client;
    private RedisAsyncCommands<String, byte[]> redis;
    private ObjectReader reader;
    private LettuceConnectionFactory connections;
    private org.springframework.cache.Cache springData;

    @Setup
    public void fill() {
        String url = Stores.privateRedis().store().url();
        instance = Suite.instance(url);
        cache = Suite.cache(instance, "profiles", Profile.class);
        client = RedisClient.create(url);
        redis = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)).async();
        JsonMapper mapper = JsonMapper.builder().build();
        reader = mapper.readerFor(Profile.class);
        connections = new LettuceConnectionFactory(LettuceConnectionFactory.createRedisConfiguration(url));
        connections.start();
        springData = RedisCacheManager.builder(connections)
                .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig()
                        .serializeValuesWith(SerializationPair.fromSerializer(new GenericJacksonJsonRedisSerializer(
                                JsonMapper.builder().build()))))
                .build()
                .getCache("spring");
        for (int i = 0; i < Suite.KEYS; i++) {
            cache.put(keys[i], Profile.of(i)).block();
            redis.set("raw:" + keys[i], mapper.writeValueAsBytes(Profile.of(i))).toCompletableFuture().join();
            springData.put(keys[i], Map.of("id", keys[i], "name", "User", "age", 20));
        }
        batch = List.of(keys).subList(0, BATCH);
        // a loader of 5 ms leaves no time to compile what is around it
        Mono<Profile> instant = Mono.just(Profile.of(1));
        for (int i = 0; i < 30_000; i++) {
            cache.get("warm:" + i, instant).block();
        }
    }

    @TearDown
    public void close() {
        instance.close();
        client.shutdown();
        connections.destroy();
    }

    @Benchmark
    public Profile lettuceGet() {
        return Mono.fromCompletionStage(redis.get("raw:" + next()))
                .<Profile>map(reader::readValue)
                .block();
    }

    @Benchmark
    public Profile twoTierGet() {
        return cache.get(next(), none, REMOTE).block();
    }

    @Benchmark
    public Object springDataGet() {
        return Mono.fromFuture(springData.retrieve(next())).block();
    }

    @Benchmark
    public List<Profile> lettuceMget100() {
        String[] names = batch.stream().map(key -> "raw:" + key).toArray(String[]::new);
        return Mono.fromCompletionStage(redis.mget(names))
                .flatMapMany(Flux::fromIterable)
                .<Profile>map(found -> reader.readValue(found.getValue()))
                .collectList()
                .block();
    }

    @Benchmark
    public Map<String, Profile> twoTierGetAll100() {
        return cache.getAll(batch, missing -> Mono.error(new IllegalStateException("not cached")), REMOTE)
                .block();
    }

    @Benchmark
    public Profile loaderAlone() {
        return FIVE.block();
    }

    @Benchmark
    public Profile missWithLoader() {
        return cache.get("fresh:" + fresh.incrementAndGet(), FIVE).block();
    }

    private String next() {
        return keys[order[at++ & 0xFFFF]];
    }
}
