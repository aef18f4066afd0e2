package io.realtimeconnect.bench.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.realtimeconnect.bench.keys.Keys;
import io.realtimeconnect.bench.keys.Profile;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** A hit in the first tier. Caffeine is bounded and expires after write, as the first tier does. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LocalHit {

    /** Caffeine alone. */
    @State(Scope.Benchmark)
    public static class Raw {
        private final Cache<String, Profile> cache = Caffeine.newBuilder()
                .maximumSize(2 * Keys.COUNT)
                .expireAfterWrite(Duration.ofHours(1))
                .build();

        /** Puts all keys. */
        @Setup
        public void fill(Keys keys) {
            for (int i = 0; i < Keys.COUNT; i++) {
                cache.put(keys.key(i), Profile.of(i));
            }
        }
    }

    /** Takes what it is given. */
    @State(Scope.Thread)
    public static class Taker implements CoreSubscriber<Profile> {
        private @Nullable Blackhole sink;

        /** Where it goes. */
        @Setup
        public void into(Blackhole hole) {
            sink = hole;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Profile profile) {
            if (sink != null) {
                sink.consume(profile);
            }
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onComplete() {}
    }

    /** The peer. */
    @Benchmark
    public @Nullable Profile caffeineLocal(Raw raw, Keys.Order order) {
        return raw.cache.getIfPresent(order.next());
    }

    /** The cache, with the subscription that a hit takes. */
    @Benchmark
    public void twoTierLocal(Ours ours, Keys.Order order, Taker taker) {
        ours.cache.get(order.next(), ours.none).subscribe(taker);
    }
}
