package io.realtimeconnect.bench.cache;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Instances of an application with caches, in front of the Redis that all benchmarks of a run share. */
final class Suite {

    private static final String REDIS = "BENCH_REDIS";

    private Suite() {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(CacheAutoConfiguration.class)
    static class Application {}

    /** Where the run's Redis is; its password is in it, so it is no argument of a process. */
    static String redis() {
        return Optional.ofNullable(System.getenv(REDIS))
                .orElseThrow(() -> new IllegalStateException("Set " + REDIS + ", or use ./connect bench cache"));
    }

    /** One more instance in front of that Redis; connected when it returns. */
    static ConfigurableApplicationContext instance(String redis, String... properties) {
        return instance(new SpringApplicationBuilder(Application.class), redis, properties);
    }

    static ConfigurableApplicationContext instance(
            SpringApplicationBuilder application, String redis, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.application.name=bench",
                "perf.cache.redis-url=" + redis,
                "perf.cache.local-ttl=1h",
                "perf.cache.ttl=1h",
                "perf.cache.max-entries=100000",
                // a machine that stalls must not open the breaker in the middle of a figure
                "perf.cache.command-timeout=2s",
                "logging.level.root=error"));
        all.addAll(List.of(properties));
        ConfigurableApplicationContext context = application
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
}
