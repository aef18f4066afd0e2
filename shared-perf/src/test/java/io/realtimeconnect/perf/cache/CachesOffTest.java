package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.cache.outbox.CacheOutboxAutoConfiguration;
import io.realtimeconnect.perf.cache.outbox.CommittedInvalidation;
import io.realtimeconnect.perf.cache.spring.SpringCacheAutoConfiguration;
import io.realtimeconnect.perf.cache.warm.WarmUp;
import io.realtimeconnect.perf.cache.warm.WarmUpAutoConfiguration;
import io.realtimeconnect.perf.cache.warm.WarmUps;
import io.realtimeconnect.perf.events.Outbox;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.HealthStatus;
import io.realtimeconnect.perf.health.PartHealth;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import reactor.core.publisher.Mono;

/** {@code perf.cache.enabled=false}: everything is there and goes straight to the truth. */
class CachesOffTest {

    private final ApplicationContextRunner off = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataRedisAutoConfiguration.class,
                    DataRedisReactiveAutoConfiguration.class,
                    RedisLinkAutoConfiguration.class,
                    CacheAutoConfiguration.class,
                    SpringCacheAutoConfiguration.class,
                    CacheOutboxAutoConfiguration.class))
            .withBean(Outbox.class, () -> (topic, key, payload) -> Mono.empty())
            .withPropertyValues(
                    "perf.cache.enabled=false",
                    "perf.cache.outbox=true",
                    "spring.application.name=off" + UUID.randomUUID(),
                    // nobody is there
                    "spring.data.redis.url=redis://127.0.0.1:1");

    @Test
    void everyReadIsTheLoaders() {
        off.run(context -> {
            TwoTierCache<String> cache = cache(context);
            AtomicInteger loads = new AtomicInteger();
            Mono<String> loader = Mono.fromSupplier(() -> "value " + loads.incrementAndGet());
            assertThat(cache.get("k", loader).block()).isEqualTo("value 1");
            assertThat(cache.get("k", loader).block()).isEqualTo("value 2");
            assertThat(cache.refresh("k", loader, CacheOptions.of(o -> o.tags("t")))
                            .block())
                    .isEqualTo("value 3");
            assertThat(cache.get("k").blockOptional()).isEmpty();
            assertThat(cache.find("k").blockOptional()).isEmpty();
            assertThat(cache.getAll(List.of("a", "b")).block()).isEmpty();
            assertThat(cache.getAll(List.of("a", "b", "a"), keys -> {
                                assertThat(keys).containsExactly("a", "b");
                                return Mono.just(Map.of("a", "A", "unasked", "-"));
                            })
                            .block())
                    .containsExactly(Map.entry("a", "A"));
            assertThat(cache.getAll(List.of(), keys -> Mono.error(new AssertionError("nothing is asked")))
                            .block())
                    .isEmpty();
            assertThatThrownBy(() -> cache.get(
                                    "k",
                                    Mono.never(),
                                    CacheOptions.of(options -> options.hardTimeout(Duration.ofMillis(20))))
                            .block())
                    .hasCauseInstanceOf(TimeoutException.class);
        });
    }

    @Test
    void writesAndRemovalsDoNothing() {
        off.run(context -> {
            TwoTierCache<String> cache = cache(context);
            Mono.when(
                            cache.put("k", "v"),
                            cache.put("k", "v", 7),
                            cache.put("k", "v", CacheOptions.of(o -> o.ttl(Duration.ofDays(1)))),
                            cache.putAbsence("k"),
                            cache.putAbsence("k", 7),
                            cache.remove("k"),
                            cache.remove("k", 7),
                            cache.removeAll(List.of("k")),
                            cache.invalidate("k"),
                            cache.invalidateSurely("k", 7),
                            cache.invalidateTag("t"),
                            cache.invalidateTagSurely("t"),
                            cache.invalidatePrefix("k"),
                            cache.invalidatePattern("*"),
                            cache.clear())
                    .block();
            assertThat(cache.putIfAbsent("k", "v").block()).isTrue();
            assertThat(cache.putIfAbsent("k", "w").block()).isTrue();
            assertThat(cache.get("k").blockOptional()).isEmpty();
            assertThat(cache.cleanUp()).isZero();
            assertThat(cache.statistics().entries()).isZero();
            assertThat(cache.statistics().hitRate()).isZero();
        });
    }

    @Test
    void namesAndTypesAreAsEver() {
        off.withPropertyValues("perf.cache.caches.declared.ttl=1m").run(context -> {
            TwoTierCaches caches = context.getBean(TwoTierCaches.class);
            assertThat(caches.enabled()).isFalse();
            assertThat(caches.names()).containsExactly("declared");
            TwoTierCache<String> cache = caches.cache("declared", String.class);
            assertThat(caches.find("declared")).containsSame(cache);
            assertThat(caches.named("declared")).isSameAs(cache);
            assertThat(caches.all()).hasSize(1);
            assertThatThrownBy(() -> caches.cache("declared", Integer.class)).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void whatIsBuiltOnThemIsThereAndHealthSaysOff() {
        off.run(context -> {
            CommittedInvalidation committed = context.getBean(CommittedInvalidation.class);
            committed.append("c", Map.of("k", 1L)).block();
            assertThat(context).hasSingleBean(CacheManager.class).hasSingleBean(SharedState.class);
            HealthPart part = context.getBean("cacheHealth", HealthPart.class);
            assertThat(part.name()).isEqualTo("cache");
            PartHealth health = part.check().block();
            assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(health.reason()).isEqualTo("off");
        });
    }

    @Test
    void nothingIsWarmedUp() {
        off.withConfiguration(AutoConfigurations.of(WarmUpAutoConfiguration.class))
                .withBean(WarmUp.class, () -> Mockito.mock(WarmUp.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(WarmUps.class));
    }

    @Test
    void readThroughAndWriteThroughReachTheirSource() {
        for (String strategy : List.of("read-through", "write-through")) {
            RecordedSource<String> source = new RecordedSource<>("sourced");
            source.rows.put("k", "row");
            with(source, strategy).run(context -> {
                TwoTierCache<String> cache =
                        context.getBean(TwoTierCaches.class).cache("sourced", String.class);
                assertThat(cache.get("k").block()).isEqualTo("row");
                assertThat(cache.getAll(List.of("k", "l")).block()).isEqualTo(Map.of("k", "row"));
                assertThat(source.loads).hasValue(2);
                boolean writes = strategy.equals("write-through");
                assertThat(cache.writesToSource()).isEqualTo(writes);
                Map<String, String> rows = new HashMap<>(source.rows);
                cache.put("l", "written").block();
                cache.put("m", "written", 3).block();
                cache.remove("k").block();
                if (writes) {
                    rows.put("l", "written");
                    rows.put("m", "written");
                    rows.remove("k");
                }
                assertThat(source.rows).isEqualTo(rows);
            });
        }
    }

    @Test
    void aStrategyWithoutItsSourceEndsTheStartAllTheSame() {
        off.withPropertyValues("perf.cache.caches.alone.strategy=read-through")
                .run(context -> assertThat(context).getFailure().isInstanceOf(MissingCacheSource.class));
    }

    /** The journal is no cache: what was accepted before, here or elsewhere, is stored, and in its order. */
    @Test
    void writeBehindGoesOnThroughItsJournal() {
        RecordedSource<String> source = new RecordedSource<>("sourced");
        try (RedisServer redis = Stores.privateRedis()) {
            behind(redis, "15s", source, cache -> {
                cache.put("k", "accepted").block();
                assertThat(source.rows).isEmpty();
                assertThat(cache.get("k").block()).isEqualTo("accepted");
                assertThat(cache.find("k").block()).contains("accepted");
            });
            behind(redis, "100ms", source, cache -> {
                cache.put("k", "later").block();
                assertThat(cache.get("k").block()).isEqualTo("later");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(source.rows).containsEntry("k", "later"));
                cache.remove("k").block();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(source.rows).isEmpty());
            });
        }
    }

    private void behind(
            RedisServer redis, String delay, RecordedSource<String> source, Consumer<TwoTierCache<String>> test) {
        with(source, "write-behind")
                .withPropertyValues(
                        "spring.application.name=behind",
                        "spring.data.redis.url=" + redis.store().url(),
                        "perf.redis.command-timeout=10s",
                        "perf.cache.write-behind.journal-timeout=5s",
                        "perf.cache.write-behind.shutdown-wait=0s",
                        "perf.cache.write-behind.lease=1s",
                        "perf.cache.write-behind.store-timeout=500ms",
                        "perf.cache.write-behind.delay=" + delay)
                .run(context -> {
                    TwoTierCache<String> cache =
                            context.getBean(TwoTierCaches.class).cache("sourced", String.class);
                    Awaitility.await()
                            .ignoreExceptions()
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> {
                                cache.put("first", "v").block();
                                cache.remove("first").block();
                                return true;
                            });
                    test.accept(cache);
                });
    }

    private ApplicationContextRunner with(RecordedSource<String> source, String strategy) {
        return off.withBean(CacheSource.class, () -> source)
                .withPropertyValues("perf.cache.caches.sourced.strategy=" + strategy);
    }

    private static TwoTierCache<String> cache(AssertableApplicationContext context) {
        return context.getBean(TwoTierCaches.class).cache("c" + UUID.randomUUID(), String.class);
    }
}
