package io.realtimeconnect.bench.cache;

import io.realtimeconnect.bench.cache.Suite.Profile;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Redis dead and the breaker open: hits in the first tier, and misses beside their loader, which takes 100 µs of work elsewhere. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class WithoutRedis {

    private final Mono<Profile> loader = Mono.fromCallable(() -> {
                long end = System.nanoTime() + 100_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                return Profile.of(1);
            })
            .subscribeOn(Schedulers.parallel());
    private ConfigurableApplicationContext instance;
    private TwoTierCache<Profile> cache;
    private long fresh;

    @Setup
    public void kill() {
        RedisServer redis = Stores.privateRedis();
        instance = Suite.instance(redis.store().url());
        cache = Suite.cache(instance, "profiles", Profile.class);
        redis.kill();
        cache.get("warm", loader).block();
        for (int i = 0; i < 100; i++) {
            cache.get("open" + i, loader).block();
        }
    }

    @TearDown
    public void close() {
        instance.close();
    }

    @Benchmark
    public Profile hit() {
        return cache.get("warm", loader).block();
    }

    @Benchmark
    public Profile loaderAlone() {
        return loader.block();
    }

    @Benchmark
    public Profile miss() {
        return cache.get("k" + fresh++, loader).block();
    }
}
