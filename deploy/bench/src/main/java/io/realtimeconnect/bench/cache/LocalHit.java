package io.realtimeconnect.bench.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.realtimeconnect.bench.cache.Suite.Profile;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Subscription;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A hit in the first tier. Caffeine is bounded and expires after write, as the first tier does. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LocalHit {

    @State(Scope.Benchmark)
    public static class Keys {
        final String[] keys = Suite.keys();
        final AtomicInteger threads = new AtomicInteger();
    }

    @State(Scope.Benchmark)
    public static class Raw {
        final Cache<String, Profile> cache = Caffeine.newBuilder()
                .maximumSize(2 * Suite.KEYS)
                .expireAfterWrite(Duration.ofHours(1))
                .build();

        @Setup
        public void fill(Keys keys) {
            for (int i = 0; i < Suite.KEYS; i++) {
                cache.put(keys.keys[i], Profile.of(i));
            }
        }
    }

    @State(Scope.Benchmark)
    public static class Ours {
        ConfigurableApplicationContext instance;
        TwoTierCache<Profile> cache;
        final Mono<Profile> loader = Mono.error(new IllegalStateException("not cached"));

        @Setup
        public void fill(Keys keys) {
            instance = Suite.instance(Stores.privateRedis().store().url());
            cache = Suite.cache(instance, "profiles", Profile.class);
            for (int i = 0; i < Suite.KEYS; i++) {
                cache.put(keys.keys[i], Profile.of(i)).block();
            }
        }

        @TearDown
        public void close() {
            instance.close();
        }
    }

    @State(Scope.Thread)
    public static class Next implements CoreSubscriber<Profile> {
        private int[] indexes;
        private int at;
        private String[] keys;
        private Blackhole sink;

        @Setup
        public void order(Keys all, Blackhole hole) {
            indexes = Suite.zipf(1 << 16, all.threads.incrementAndGet());
            keys = all.keys;
            sink = hole;
        }

        String key() {
            return keys[indexes[at++ & 0xFFFF]];
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Profile profile) {
            sink.consume(profile);
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onComplete() {}
    }

    @Benchmark
    public Profile caffeine(Raw raw, Next next) {
        return raw.cache.getIfPresent(next.key());
    }

    @Benchmark
    public void twoTier(Ours ours, Next next) {
        ours.cache.get(next.key(), ours.loader).subscribe(next);
    }
}
