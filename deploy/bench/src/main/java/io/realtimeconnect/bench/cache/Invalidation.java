package io.realtimeconnect.bench.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.stores.Stores;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;

/** From a change in one instance until another no longer has the old value in its first tier; beside a bare publish. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Invalidation {

    private ConfigurableApplicationContext one;
    private ConfigurableApplicationContext two;
    private TwoTierCache<Long> here;
    private TwoTierCache<Long> there;
    private RedisClient client;
    private RedisAsyncCommands<String, String> publisher;
    private StatefulRedisPubSubConnection<String, String> subscriber;
    private volatile long heard;
    private long number;

    @Setup
    public void connect() {
        String url = Stores.privateRedis().store().url();
        one = Suite.instance(url);
        two = Suite.instance(url);
        here = Suite.cache(one, "numbers", Long.class);
        there = Suite.cache(two, "numbers", Long.class);
        client = RedisClient.create(url);
        publisher = client.connect().async();
        subscriber = client.connectPubSub();
        subscriber.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                heard = Long.parseLong(message);
            }
        });
        subscriber.sync().subscribe("bare");
    }

    @TearDown
    public void close() {
        one.close();
        two.close();
        client.shutdown();
    }

    @Benchmark
    public long barePublish() {
        long mine = ++number;
        publisher.publish("bare", Long.toString(mine));
        while (heard != mine) {
            Thread.onSpinWait();
        }
        return mine;
    }

    @State(Scope.Thread)
    public static class Held {
        private long before;

        @Setup(Level.Invocation)
        public void hold(Invalidation all) {
            all.there.get("k", Mono.just(all.number)).block();
            before = all.there.statistics().invalidations();
        }
    }

    @Benchmark
    public void removeSeenElsewhere(Held held) {
        here.remove("k").subscribe();
        while (there.statistics().invalidations() == held.before) {
            Thread.onSpinWait();
        }
    }
}
