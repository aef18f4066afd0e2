package io.realtimeconnect.bench.jetcache;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Fastjson2ValueDecoder;
import com.alicp.jetcache.support.Fastjson2ValueEncoder;
import io.lettuce.core.RedisClient;
import io.realtimeconnect.bench.keys.Keys;
import io.realtimeconnect.bench.keys.Profile;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** JetCache with Caffeine before Redis, as {@code CacheType.BOTH} sets it up, and its Redis cache alone; JSON by fastjson2. */
public class JetCache {

    /** Both of its caches, filled. */
    @State(Scope.Benchmark)
    public static class Caches {
        private final RedisClient client = RedisClient.create(System.getenv("BENCH_REDIS"));
        private final Cache<String, Profile> local = CaffeineCacheBuilder.createCaffeineCacheBuilder()
                .limit(2 * Keys.COUNT)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .buildCache();
        private final Cache<String, Profile> remote = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .keyPrefix("jetcache:")
                .valueEncoder(Fastjson2ValueEncoder.INSTANCE)
                .valueDecoder(Fastjson2ValueDecoder.INSTANCE)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .buildCache();
        private final Cache<String, Profile> both = MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
                .addCache(local, remote)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .buildCache();

        /** Puts all keys. */
        @Setup
        public void fill(Keys keys) {
            for (int i = 0; i < Keys.COUNT; i++) {
                both.put(keys.key(i), Profile.of(i));
            }
        }

        /** Closes the connections. */
        @TearDown
        public void close() {
            client.shutdown();
        }
    }

    /** A hit in the first tier. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public @Nullable Profile jetCacheLocal(Caches caches, Keys.Order order) {
        return caches.both.get(order.next());
    }

    /** A hit in Redis. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public @Nullable Profile jetCacheGet(Caches caches, Keys.Order order) {
        return caches.remote.get(order.next());
    }
}
