package io.realtimeconnect.perf.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.CacheChange;
import io.realtimeconnect.perf.cache.CacheSource;
import io.realtimeconnect.perf.cache.CacheWriteRefused;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** {@code @CachePut} where puts are written to a source: whoever is told of success has it there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnnotatedWritesTest {

    /** How an annotated method gives what it gives. */
    enum Shape {
        MONO,
        FLUX,
        FUTURE,
        PLAIN,
        OPTIONAL
    }

    private final String key = UUID.randomUUID().toString();
    private ConfigurableApplicationContext context;
    private Rows rows;
    private Writers writers;

    @BeforeAll
    void start() {
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "spring.application.name=a" + UUID.randomUUID(),
                        "perf.cache.redis-url=" + Stores.redis().url(),
                        "perf.cache.command-timeout=5s",
                        "spring.data.redis.url=redis://127.0.0.1:1",
                        "perf.cache.caches.rows.strategy=write-through",
                        "perf.cache.caches.lists-of-rows.strategy=write-through",
                        "perf.cache.caches.journaled.strategy=write-behind",
                        "perf.cache.caches.journaled-lists.strategy=write-behind",
                        "perf.cache.caches.journaled-lists.type=java.util.List<java.lang.Object>")
                .run();
        rows = context.getBean("rows", Rows.class);
        writers = context.getBean(Writers.class);
        TwoTierCache<String> probe = context.getBean(TwoTierCaches.class).cache("probe", String.class);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            probe.put("p", "v").block();
            return probe.statistics().unavailable() < probe.statistics().puts();
        });
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheSourceDoesNotTakeIsTheCallersFailure(Shape shape) {
        assertThatThrownBy(() -> write(shape, key + shape + "-full")).hasStackTraceContaining("disk full");
        assertThat(rows.rows).doesNotContainKey(key + shape + "-full");
    }

    /** The journal's Redis is away, and the source compares no versions. */
    @ParameterizedTest
    @EnumSource
    void whatTheJournalDoesNotTakeIsTheCallersFailure(Shape shape) {
        ThrowingCallable journaled = () -> {
            switch (shape) {
                case MONO -> writers.journaled(key).block();
                case FLUX -> writers.journaledMany(key).blockLast();
                case FUTURE -> writers.journaledFuture(key).join();
                case PLAIN -> writers.journaledPlain(key);
                case OPTIONAL -> writers.journaledOptional(key);
            }
        };
        assertThatThrownBy(journaled)
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(CacheWriteRefused.class),
                        e -> assertThat(e).hasCauseInstanceOf(CacheWriteRefused.class));
    }

    @ParameterizedTest
    @EnumSource
    void whoeverIsToldOfSuccessHasItInTheSource(Shape shape) {
        write(shape, key + shape);
        assertThat(rows.rows).containsEntry(key + shape, shape == Shape.FLUX ? List.of("a", "b") : "v");
    }

    @Test
    void elementsComeBeforeTheirWrite() {
        StepVerifier.create(writers.many(key + "elements-full"))
                .expectNext("a", "b")
                .verifyErrorMessage("disk full");
    }

    @Test
    void eachSubscriptionWrites() {
        Mono<Object> twice = writers.mono(key + "twice");
        int before = rows.stores.get();
        assertThat(twice.block()).isEqualTo("v");
        assertThat(twice.block()).isEqualTo("v");
        assertThat(rows.stores).hasValue(before + 2);
        Flux<Object> again = writers.many(key + "again");
        assertThat(again.collectList().block(Duration.ofSeconds(5))).containsExactly("a", "b");
        assertThat(again.collectList().block(Duration.ofSeconds(5))).containsExactly("a", "b");
    }

    @Test
    void conditionAndUnlessHaveTheirSay() {
        assertThat(writers.conditional(key + "c", "none").block()).isEqualTo("none");
        assertThat(writers.conditional(key + "c", "null").block()).isNull();
        assertThat(rows.rows).doesNotContainKey(key + "c");
        assertThat(writers.conditional(key + "c", "some").block()).isEqualTo("some");
        assertThat(rows.rows).containsEntry(key + "c", "some");
    }

    @Test
    void anEvictionBesideAWriteFollowsItAndDoesNotFollowAFailedOne() {
        Cache lists = context.getBean(CacheManager.class).getCache("lists");
        lists.put("all", "old");
        Awaitility.await().until(() -> lists.get("all") != null);
        assertThatThrownBy(() -> writers.both(key + "both-full").block()).hasMessage("disk full");
        assertThat(lists.get("all")).isNotNull();
        writers.both(key + "both").block();
        Awaitility.await().untilAsserted(() -> assertThat(lists.get("all")).isNull());
    }

    @Test
    void aCacheThatIsNotWrittenThroughIsPutAsWell() {
        writers.two(key + "two").block();
        assertThat(rows.rows).containsEntry(key + "two", "v");
        Cache beside = context.getBean(CacheManager.class).getCache("beside");
        Awaitility.await()
                .untilAsserted(() -> assertThat(beside.get(key + "two")).isNotNull());
    }

    @Test
    void aPlainMethodThatNobodyMayWaitForIsRefusedBeforeItRuns() {
        int before = writers.calls();
        Mono<Object> onLoop =
                Mono.fromCallable(() -> writers.plain(key + "loop")).subscribeOn(Schedulers.parallel());
        assertThatThrownBy(onLoop::block)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rows")
                .hasMessageContaining("event loop");
        assertThat(writers.calls()).isEqualTo(before);
        assertThat(rows.rows).doesNotContainKey(key + "loop");
    }

    @Test
    void aPutWithoutAnAnnotationFailsAsWell() {
        Cache cache = context.getBean(CacheManager.class).getCache("rows");
        assertThatThrownBy(() -> cache.put(key + "direct-full", "v")).hasMessage("disk full");
        cache.put(key + "direct", "v");
        assertThat(rows.rows).containsEntry(key + "direct", "v");
        assertThatThrownBy(() -> Mono.fromRunnable(() -> cache.put(key + "direct-loop", "v"))
                        .subscribeOn(Schedulers.parallel())
                        .block())
                .isInstanceOf(IllegalStateException.class);
        assertThat(rows.rows).doesNotContainKey(key + "direct-loop");
    }

    private void write(Shape shape, String id) {
        switch (shape) {
            case MONO -> assertThat(writers.mono(id).block()).isEqualTo("v");
            case FLUX -> assertThat(writers.many(id).collectList().block()).containsExactly("a", "b");
            case FUTURE -> assertThat(writers.future(id).join()).isEqualTo("v");
            case PLAIN -> assertThat(writers.plain(id)).isEqualTo("v");
            case OPTIONAL -> assertThat(writers.optional(id)).contains("v");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @ImportAutoConfiguration({
        DataRedisAutoConfiguration.class,
        RedisLinkAutoConfiguration.class,
        CacheAutoConfiguration.class,
        SpringCacheAutoConfiguration.class
    })
    static class Application {
        @Bean
        Rows rows() {
            return new Rows("rows");
        }

        @Bean
        Rows lists(@Qualifier("rows") Rows rows) {
            return new Rows("lists-of-rows", rows.rows(), rows.stores());
        }

        @Bean
        Rows journaled() {
            return new Rows("journaled");
        }

        @Bean
        Rows journaledLists() {
            return new Rows("journaled-lists");
        }

        @Bean
        Writers writers() {
            return new Writers();
        }
    }

    /** A source that takes no key that ends in {@code -full}. */
    record Rows(String cache, Map<String, Object> rows, AtomicInteger stores) implements CacheSource<Object> {

        Rows(String cache) {
            this(cache, new ConcurrentHashMap<>(), new AtomicInteger());
        }

        @Override
        public Mono<Map<String, Object>> loadAll(Collection<String> keys) {
            Map<String, Object> found = new HashMap<>(rows);
            found.keySet().retainAll(keys);
            return Mono.just(found);
        }

        @Override
        public Mono<Void> storeAll(List<CacheChange<Object>> changes) {
            return Mono.delay(Duration.ofMillis(20)).then(Mono.fromRunnable(() -> {
                stores.incrementAndGet();
                changes.forEach(change -> {
                    if (change.key().endsWith("-full")) {
                        throw new IllegalStateException("disk full");
                    }
                    rows.put(change.key(), change.value());
                });
            }));
        }
    }

    static class Writers {

        private final AtomicInteger calls = new AtomicInteger();

        int calls() {
            return calls.get();
        }

        @CachePut("rows")
        public Mono<Object> mono(String id) {
            return Mono.just("v");
        }

        @CachePut("lists-of-rows")
        public Flux<Object> many(String id) {
            return Flux.just("a", "b");
        }

        @CachePut("rows")
        public CompletableFuture<Object> future(String id) {
            return CompletableFuture.completedFuture("v");
        }

        @CachePut("rows")
        public Object plain(String id) {
            calls.incrementAndGet();
            return "v";
        }

        @CachePut("rows")
        public Optional<Object> optional(String id) {
            return Optional.of("v");
        }

        @CachePut("journaled")
        public Mono<Object> journaled(String id) {
            return Mono.just("v");
        }

        @CachePut("journaled-lists")
        public Flux<Object> journaledMany(String id) {
            return Flux.just("a", "b");
        }

        @CachePut("journaled")
        public CompletableFuture<Object> journaledFuture(String id) {
            return CompletableFuture.completedFuture("v");
        }

        @CachePut("journaled")
        public Object journaledPlain(String id) {
            return "v";
        }

        @CachePut("journaled")
        public Optional<Object> journaledOptional(String id) {
            return Optional.of("v");
        }

        @CachePut(cacheNames = "rows", key = "#id", condition = "#value != 'none'", unless = "#result == null")
        public Mono<Object> conditional(String id, String value) {
            return value.equals("null") ? Mono.empty() : Mono.just(value);
        }

        @Caching(put = @CachePut("rows"), evict = @CacheEvict(cacheNames = "lists", allEntries = true))
        public Mono<Object> both(String id) {
            return Mono.just("v");
        }

        @CachePut({"beside", "rows"})
        public Mono<Object> two(String id) {
            return Mono.just("v");
        }
    }
}
