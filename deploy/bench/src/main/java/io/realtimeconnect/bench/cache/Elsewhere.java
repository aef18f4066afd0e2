package io.realtimeconnect.bench.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.realtimeconnect.perf.cache.TwoTierCache;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The other process of {@link Invalidation}: holds what is removed there, and notes when it has heard of each removal. */
final class Elsewhere {

    private Elsewhere() {}

    @Configuration(proxyBeanMethods = false)
    static class Watched {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean(destroyMethod = "shutdown")
        ClientResources resources(Watch watch) {
            return ClientResources.builder().nettyCustomizer(watch).build();
        }

        @Bean
        Watch watch(MeterRegistry meters) {
            return new Watch(meters);
        }
    }

    /** Notes the time once what came in has been dealt with, if that was an invalidation. */
    static final class Watch implements NettyCustomizer {
        private final MeterRegistry meters;
        private final AtomicInteger applied = new AtomicInteger();
        private AtomicLongArray times = new AtomicLongArray(0);

        Watch(MeterRegistry meters) {
            this.meters = meters;
        }

        void expect(int number) {
            times = new AtomicLongArray(number);
        }

        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    context.fireChannelRead(message);
                    long now = System.nanoTime();
                    for (int told = told(); applied.get() < told; ) {
                        times.set(applied.getAndIncrement(), now);
                    }
                }
            });
        }

        private int told() {
            var counter =
                    meters.find("cache.invalidations").tag("cache", "numbers").functionCounter();
            return counter == null ? 0 : Math.min(times.length(), (int) counter.count());
        }
    }

    public static void main(String[] args) throws IOException {
        int number = Invalidation.warmUp() + Integer.parseInt(args[0]);
        AtomicLongArray heard = new AtomicLongArray(number);
        RedisClient client = RedisClient.create(Suite.redis());
        try (StatefulRedisPubSubConnection<String, String> bare = client.connectPubSub();
                ConfigurableApplicationContext instance = Suite.instance(
                        new SpringApplicationBuilder(Suite.Application.class, Watched.class), Suite.redis())) {
            Watch watch = instance.getBean(Watch.class);
            TwoTierCache<Long> cache = Suite.cache(instance, "numbers", Long.class);
            bare.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    heard.set(Integer.parseInt(message), System.nanoTime());
                }
            });
            bare.sync().subscribe("bench:bare");
            hold(cache, number);
            watch.expect(number);
            System.out.println("ready");
            // until the other side closes it
            System.in.readAllBytes();
            System.out.println(times(heard));
            System.out.println(times(watch.times));
            System.out.println("held " + held(cache));
        } finally {
            client.shutdown();
        }
    }

    /** What was read before the subscription was there does not count: then once more. */
    private static void hold(TwoTierCache<Long> cache, int number) {
        for (int attempt = 0; attempt < 10 && held(cache) < number; attempt++) {
            Flux.range(0, number)
                    .flatMap(i -> cache.get("k" + i, Mono.just((long) i)), 64)
                    .blockLast();
        }
    }

    private static long held(TwoTierCache<Long> cache) {
        cache.cleanUp();
        return cache.statistics().entries();
    }

    private static String times(AtomicLongArray times) {
        return IntStream.range(0, times.length())
                .mapToLong(times::get)
                .filter(time -> time != 0)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" "));
    }
}
