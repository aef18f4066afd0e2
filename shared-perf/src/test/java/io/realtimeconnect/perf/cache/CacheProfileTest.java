package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;

/** Caches as an application sets them up: by profile, by the names of the environment, by entries or by weight. */
class CacheProfileTest {

    @ImportAutoConfiguration(CacheAutoConfiguration.class)
    static class Service {}

    @Test
    void theExampleProfileGivesEachTypeOfContentItsTime() {
        Map<String, Duration> wanted = new LinkedHashMap<>();
        wanted.put("packaged-courses", Duration.ofMinutes(30));
        wanted.put("course-lists", Duration.ofMinutes(10));
        wanted.put("course-details", Duration.ofMinutes(15));
        wanted.put("user-progress", Duration.ofMinutes(2));
        wanted.put("exercise-lists", Duration.ofMinutes(20));
        wanted.put("health-checks", Duration.ofSeconds(30));
        wanted.put("user-profiles", Duration.ofMinutes(30));
        wanted.put("search-results", Duration.ofMinutes(5));
        try (var context = start("course-caches")) {
            LayeredCaches caches = context.getBean(LayeredCaches.class);
            assertThat(caches.names()).containsAll(wanted.keySet());
            wanted.forEach((name, ttl) -> {
                CacheSettings settings = ((LayeredCache<?>) caches.named(name)).settings;
                assertThat(settings.ttl()).as(name).isEqualTo(ttl);
                // what Redis is told: fresh for that long, give or take the jitter
                assertThat(((LayeredCache<?>) caches.named(name)).terms.freshMs(true))
                        .as(name)
                        .isBetween((long) (ttl.toMillis() * 0.9) - 1, (long) (ttl.toMillis() * 1.1) + 1);
            });
            CacheSettings unnamed = ((LayeredCache<?>) caches.named("something-else")).settings;
            assertThat(unnamed.ttl()).isEqualTo(Duration.ofMinutes(10));
            assertThat(((LayeredCache<?>) caches.named("packaged-courses")).settings.staleWhileRevalidate())
                    .isEqualTo(Duration.ofMinutes(30));
        }
    }

    @Test
    void theEnvironmentBoundsTheEntriesOfEveryCache() {
        for (String variable : new String[] {"CACHE_MAX_SIZE=40", "MAX_CACHE_SIZE=40", "perf.cache.max-entries=40"}) {
            try (var context = start("none", variable)) {
                TwoTierCache<String> cache = filled(context);
                assertThat(cache.statistics().entries()).as(variable).isBetween(1L, 40L);
                assertThat(cache.statistics().evictions()).isPositive();
                assertThat(cache.statistics().weight()).isBetween(100L, 40 * 300L);
            }
        }
    }

    @Test
    void thoseThatSayHowManyTheyHaveAreBoundToo() {
        try (var context = start("none", "CACHE_MAX_SIZE=40", "perf.cache.caches.heavy.max-entries=1000")) {
            assertThat(filled(context).statistics().entries()).isBetween(1L, 40L);
        }
        try (var context = start("none", "CACHE_MAX_SIZE=40", "perf.cache.caches.heavy.max-entries=20")) {
            assertThat(filled(context).statistics().entries()).isBetween(1L, 20L);
        }
    }

    @Test
    void aCacheIsBoundedByWeightWhereItSaysSo() {
        try (var context = start("none", "perf.cache.caches.heavy.max-weight=10KB")) {
            TwoTierCache<String> cache = filled(context);
            assertThat(cache.statistics().weight()).isBetween(1_000L, 10_240L);
            assertThat(cache.statistics().entries()).isLessThan(80);
            assertThat(cache.statistics().evictions()).isPositive();
        }
    }

    private static TwoTierCache<String> filled(ConfigurableApplicationContext context) {
        TwoTierCache<String> cache =
                Instances.listening(context.getBean(TwoTierCaches.class).cache("heavy", String.class));
        Awaitility.await().untilAsserted(() -> {
            Flux.range(0, 200)
                    .flatMap(
                            i -> cache.put("k" + i, UUID.randomUUID().toString().repeat(4)))
                    .blockLast();
            cache.cleanUp();
            assertThat(cache.statistics().evictions()).isPositive();
        });
        return cache;
    }

    private static ConfigurableApplicationContext start(String profile, String... settings) {
        String[] all = Stream.concat(
                        Stream.of(
                                "perf.cache.redis-url=" + Stores.redis().url(),
                                "perf.cache.command-timeout=2s",
                                "spring.application.name=profile" + UUID.randomUUID()),
                        Stream.of(settings))
                .toArray(String[]::new);
        return new SpringApplicationBuilder(Service.class)
                .web(WebApplicationType.NONE)
                .profiles(profile)
                .properties(all)
                .run();
    }
}
