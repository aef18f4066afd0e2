package io.realtimeconnect.bench.cache;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Instances of an application with caches, and keys as people ask for them. */
final class Suite {

    static final int KEYS = 10_000;

    private Suite() {}

    /** About 150 bytes as JSON. */
    record Profile(String id, String name, String bio, int age, List<String> interests) {
        static Profile of(int i) {
            return new Profile(
                    "0198a1b2-c3d4-7e5f-8a9b-" + String.format("%012d", i),
                    "User " + i,
                    "Likes long walks and short benchmarks",
                    20 + i % 50,
                    List.of("music", "running", "chess"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(CacheAutoConfiguration.class)
    static class Application {}

    /** One more instance in front of that Redis; connected when it returns. */
    static ConfigurableApplicationContext instance(String redis, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("spring.application.name=bench");
        all.add("perf.cache.redis-url=" + redis);
        all.add("perf.cache.local-ttl=1h");
        all.add("perf.cache.ttl=1h");
        all.add("perf.cache.max-entries=" + 2 * KEYS);
        all.add("logging.level.root=error");
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(all.toArray(String[]::new))
                .run();
        TwoTierCache<String> probe = cache(context, "probe", String.class);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() < deadline) {
            long lost = probe.statistics().unavailable();
            probe.put("k", "v").block(Duration.ofSeconds(5));
            if (probe.statistics().unavailable() == lost) {
                break;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return context;
    }

    static <V> TwoTierCache<V> cache(ConfigurableApplicationContext instance, String name, Class<V> type) {
        return instance.getBean(TwoTierCaches.class).cache(name, type);
    }

    static String[] keys() {
        String[] keys = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "user:" + Profile.of(i).id();
        }
        return keys;
    }

    /** Indexes of keys, Zipf-distributed with exponent 0.99. */
    static int[] zipf(int length, long seed) {
        double[] cumulated = new double[KEYS];
        double sum = 0;
        for (int i = 0; i < KEYS; i++) {
            sum += 1 / Math.pow(i + 1, 0.99);
            cumulated[i] = sum;
        }
        Random random = new Random(seed);
        int[] indexes = new int[length];
        for (int i = 0; i < length; i++) {
            int at = java.util.Arrays.binarySearch(cumulated, random.nextDouble() * sum);
            indexes[i] = Math.min(KEYS - 1, at < 0 ? -at - 1 : at);
        }
        return indexes;
    }
}
