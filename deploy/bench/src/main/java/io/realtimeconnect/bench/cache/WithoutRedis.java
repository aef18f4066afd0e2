package io.realtimeconnect.bench.cache;

import io.realtimeconnect.bench.keys.Profile;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Redis dead and the breaker open: hits in the first tier, and misses beside their loader, which takes 100 µs of work elsewhere. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class WithoutRedis {

    private static final Mono<Profile> LOADER = Mono.fromCallable(() -> {
                long end = System.nanoTime() + 100_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                return Profile.of(1);
            })
            .subscribeOn(Schedulers.parallel());

    /** An instance that has seen its Redis die. */
    @State(Scope.Benchmark)
    public static class Bereft {
        private final AtomicLong fresh = new AtomicLong();
        private final ConfigurableApplicationContext instance;
        private final TwoTierCache<Profile> cache;

        /** Connects, kills, and asks until the breaker is open. */
        public Bereft() {
            RedisServer redis = Stores.privateRedis();
            instance = Suite.instance(redis.store().url());
            cache = Suite.cache(instance, "profiles", Profile.class);
            redis.kill();
            cache.get("warm", LOADER).block();
            for (int i = 0; i < 100; i++) {
                cache.get("open" + i, LOADER).block();
            }
        }

        /** Ends the instance. */
        @TearDown
        public void close() {
            instance.close();
        }
    }

    /** A hit in the first tier. */
    @Benchmark
    public @Nullable Profile hitWithoutRedis(Bereft bereft) {
        return bereft.cache.get("warm", LOADER).block();
    }

    /** The same while Redis is there. */
    @Benchmark
    public @Nullable Profile hitWithRedis(Ours ours) {
        return ours.cache
                .get("user:0198a1b2-c3d4-7e5f-8a9b-000000000000", LOADER)
                .block();
    }

    /** What a miss cannot save. */
    @Benchmark
    public @Nullable Profile shortLoader() {
        return LOADER.block();
    }

    /** A miss. */
    @Benchmark
    public @Nullable Profile missWithoutRedis(Bereft bereft) {
        return bereft.cache.get("k" + bereft.fresh.incrementAndGet(), LOADER).block();
    }
}
