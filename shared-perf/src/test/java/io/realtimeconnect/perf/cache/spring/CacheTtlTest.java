package io.realtimeconnect.perf.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.environment.InvalidSetting;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Mono;

/** How long what a method gives is kept, where it says so itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheTtlTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final String id = UUID.randomUUID().toString();
    private ConfigurableApplicationContext context;
    private TwoTierCaches caches;
    private Timed timed;

    @BeforeAll
    void start() {
        context = run(Application.class);
        caches = context.getBean(TwoTierCaches.class);
        timed = context.getBean(Timed.class);
        TwoTierCache<String> probe = caches.cache("probe", String.class);
        await().atMost(LONG).until(() -> {
            probe.put("p", "v").block();
            return probe.statistics().unavailable() < probe.statistics().puts();
        });
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @Test
    void whatAMethodSaysGoesBeforeWhatItsCacheIsSetUpWith() {
        timed.lasting(id).block(LONG);
        await().atMost(LONG).until(() -> {
            timed.brief(id).block(LONG);
            return timed.briefRuns() > 1;
        });
        assertThat(known("lasting", id)).as("its cache's own").isEqualTo("v");

        timed.longer(id + "longer").block(LONG);
        outlives("longer");
    }

    @Test
    void ofPutsAndPlainMethodsAndBesideConditionsToo() {
        timed.put(id + "put").block(LONG);
        outlives("put");
        timed.plain(id + "plain");
        outlives("plain");
        timed.unless(id + "unless").block(LONG);
        outlives("unless");
    }

    @Test
    void besideTagsToo() {
        timed.tagged(id + "tagged", id).block(LONG);
        outlives("tagged");
        caches.named("fleeting").invalidateTag(id).block(LONG);
        assertThat(known("fleeting", id + "tagged")).isNull();
    }

    @ParameterizedTest
    @ValueSource(classes = {Words.class, Nothing.class, Negative.class, TooLong.class})
    void aTimeThatIsNoneEndsTheStart(Class<?> wrong) {
        assertThatThrownBy(() -> run(Application.class, wrong).close())
                .rootCause()
                .isInstanceOf(InvalidSetting.class)
                .hasMessage("@CacheTtl of " + wrong.getName() + "#read is not a duration of 1ms or longer, such as 5m");
    }

    private static ConfigurableApplicationContext run(Class<?>... sources) {
        return new SpringApplicationBuilder(sources)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "spring.application.name=t" + UUID.randomUUID(),
                        "perf.cache.redis-url=" + Stores.redis().url(),
                        "perf.cache.command-timeout=5s",
                        "perf.cache.local-ttl=1ms",
                        "perf.cache.caches.fleeting.ttl=100ms")
                .run();
    }

    /** It is still there when what was kept later, as the cache is set up, has come and gone. */
    private void outlives(String key) {
        await().atMost(LONG).until(() -> "v".equals(known("fleeting", id + key)));
        int before = timed.fleetingRuns();
        await().atMost(LONG).until(() -> {
            timed.fleeting(id + "other").block(LONG);
            return timed.fleetingRuns() > before + 1;
        });
        assertThat(known("fleeting", id + key)).isEqualTo("v");
    }

    private Object known(String cache, String key) {
        Optional<?> found = caches.named(cache).find(key).block(LONG);
        return found == null ? null : found.orElse(null);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({CacheAutoConfiguration.class, SpringCacheAutoConfiguration.class})
    @Import(Timed.class)
    static class Application {}

    static class Timed {

        private final AtomicInteger briefly = new AtomicInteger();
        private final AtomicInteger fleeting = new AtomicInteger();

        public int briefRuns() {
            return briefly.get();
        }

        public int fleetingRuns() {
            return fleeting.get();
        }

        @Cacheable("lasting")
        public Mono<String> lasting(String id) {
            return Mono.just("v");
        }

        @Cacheable(cacheNames = "lasting", key = "#id + 'brief'")
        @CacheTtl("100ms")
        public Mono<String> brief(String id) {
            return Mono.fromSupplier(() -> {
                briefly.incrementAndGet();
                return "v";
            });
        }

        @Cacheable("fleeting")
        public Mono<String> fleeting(String id) {
            return Mono.fromSupplier(() -> {
                fleeting.incrementAndGet();
                return "v";
            });
        }

        @Cacheable("fleeting")
        @CacheTtl("PT1H")
        public Mono<String> longer(String id) {
            return Mono.just("v");
        }

        @CachePut("fleeting")
        @CacheTtl("1h")
        public Mono<String> put(String id) {
            return Mono.just("v");
        }

        @Cacheable("fleeting")
        @CacheTtl("1h")
        public String plain(String id) {
            return "v";
        }

        @Cacheable(cacheNames = "fleeting", unless = "#result == 'refused'")
        @CacheTtl("1h")
        public Mono<String> unless(String id) {
            return Mono.just("v");
        }

        @Cacheable(cacheNames = "fleeting", key = "#id")
        @CacheTtl("1h")
        @CacheTags("#tag")
        public Mono<String> tagged(String id, String tag) {
            return Mono.just("v");
        }
    }

    static class Words {
        @Cacheable("words")
        @CacheTtl("soon")
        public String read(String id) {
            return id;
        }
    }

    static class Nothing {
        @Cacheable("nothing")
        @CacheTtl("0s")
        public String read(String id) {
            return id;
        }
    }

    static class Negative {
        @Cacheable("negative")
        @CacheTtl("-5m")
        public String read(String id) {
            return id;
        }
    }

    static class TooLong {
        @CachePut("long")
        @CacheTtl("40000d")
        public String read(String id) {
            return id;
        }
    }
}
