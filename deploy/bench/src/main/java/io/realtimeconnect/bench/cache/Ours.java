package io.realtimeconnect.bench.cache;

import io.realtimeconnect.bench.keys.Keys;
import io.realtimeconnect.bench.keys.Profile;
import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An instance whose cache holds all keys, in both tiers. */
@State(Scope.Benchmark)
public class Ours {

    static final CacheOptions REMOTE = CacheOptions.of(CacheOptions.Builder::skipLocal);

    final Mono<Profile> none = Mono.error(new IllegalStateException("not cached"));
    private final AtomicLong fresh = new AtomicLong(System.nanoTime());
    private final ConfigurableApplicationContext instance = Suite.instance(Suite.redis());
    final TwoTierCache<Profile> cache = Suite.cache(instance, "profiles", Profile.class);

    /** Puts all keys, and runs the ways of a miss until they are compiled. */
    @Setup
    public void fill(Keys keys) {
        Flux.range(0, Keys.COUNT)
                .flatMap(i -> cache.put(keys.key(i), Profile.of(i)), 64)
                .blockLast();
        Mono<Profile> instant = Mono.just(Profile.of(1));
        for (int i = 0; i < 20_000; i++) {
            cache.get(unknown(), instant).block();
        }
        // of puts at once the first tier does not keep each: read from Redis, they are hits from here on
        for (int pass = 0; pass < 3; pass++) {
            Flux.range(0, Keys.COUNT)
                    .flatMap(i -> cache.get(keys.key(i), Mono.just(Profile.of(i))), 64)
                    .blockLast();
        }
    }

    /** A key that nobody has asked for. */
    String unknown() {
        return "fresh:" + fresh.incrementAndGet();
    }

    /** Ends the instance. */
    @TearDown
    public void close() {
        instance.close();
    }
}
