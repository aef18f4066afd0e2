package io.realtimeconnect.bench.redisson;

import io.realtimeconnect.bench.keys.Keys;
import io.realtimeconnect.bench.keys.Profile;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.config.Config;

/** Redisson's map with a local cache, and its plain map; both with its default codec. */
public class Redisson {

    /** Both maps, filled. */
    @State(Scope.Benchmark)
    public static class Maps {
        private final RedissonClient client = connect(URI.create(System.getenv("BENCH_REDIS")));
        private final RLocalCachedMap<String, Profile> local =
                client.getLocalCachedMap(LocalCachedMapOptions.<String, Profile>name("redisson")
                        .cacheSize(2 * Keys.COUNT)
                        .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                        .timeToLive(Duration.ofHours(1)));
        private final RMap<String, Profile> remote = client.getMap("redisson");

        private static RedissonClient connect(URI redis) {
            Config config = new Config();
            config.useSingleServer()
                    .setAddress("redis://" + redis.getHost() + ":" + redis.getPort())
                    .setPassword(redis.getUserInfo().substring(1));
            return org.redisson.Redisson.create(config);
        }

        /** Puts all keys. */
        @Setup
        public void fill(Keys keys) {
            for (int i = 0; i < Keys.COUNT; i++) {
                local.fastPut(keys.key(i), Profile.of(i));
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
    public @Nullable Profile redissonLocal(Maps maps, Keys.Order order) {
        return maps.local.get(order.next());
    }

    /** A hit in Redis. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public @Nullable Profile redissonGet(Maps maps, Keys.Order order) {
        return maps.remote.get(order.next());
    }
}
