package io.realtimeconnect.perf.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.CacheChange;
import io.realtimeconnect.perf.cache.CacheSource;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.stores.Stores;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** What Spring promises of a {@code Cache}, and what annotations do where a truth stands behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringCacheContractTest {

    private final String key = UUID.randomUUID().toString();
    private ConfigurableApplicationContext context;
    private Cache cache;
    private Rows rows;
    private Annotated annotated;

    @BeforeAll
    void start() {
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "spring.application.name=a" + UUID.randomUUID(),
                        "perf.cache.redis-url=" + Stores.redis().url(),
                        "perf.cache.command-timeout=5s",
                        "perf.cache.caches.rows.strategy=write-through")
                .run();
        cache = context.getBean(CacheManager.class).getCache("plain");
        rows = context.getBean(Rows.class);
        annotated = context.getBean(Annotated.class);
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

    @Test
    void whatIsOnlyReadIsNeverWrittenToTheSource() {
        rows.rows.put("read", "1");
        assertThat(annotated.one("read").block()).isEqualTo("1");
        assertThat(annotated.plain("plain")).isEqualTo("made of plain");
        assertThat(annotated.many("many").collectList().block()).containsExactly("a", "b");
        assertThat(annotated.nothing("nothing").block()).isNull();
        Awaitility.await().until(() -> {
            int before = annotated.calls();
            annotated.one("read").block();
            annotated.plain("plain");
            annotated.nothing("nothing").block();
            return annotated.calls() == before;
        });
        assertThat(rows.stored).extracting(CacheChange::key).doesNotContain("read", "plain", "nothing", "many");
        annotated.change("read", "2").block();
        Awaitility.await().untilAsserted(() -> assertThat(rows.rows).containsEntry("read", "2"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(annotated.one("read").block()).isEqualTo("2"));
        annotated.forget("read").block();
        assertThat(rows.rows).as("an eviction is none of the source").containsEntry("read", "2");
    }

    @Test
    void aPlainPutIsStoredWhenItReturnsAndItsFailureIsTheCallers() {
        Cache written = context.getBean(CacheManager.class).getCache("rows");
        written.put(key, "1");
        assertThat(rows.rows).containsEntry(key, "1");
        assertThatThrownBy(() -> written.put(key, Rows.REFUSED)).hasMessage("no room");
        assertThat(rows.rows).containsEntry(key, "1");
        Mono<Object> onLoop =
                Mono.fromRunnable(() -> written.put(key + "loop", "1")).subscribeOn(Schedulers.parallel());
        assertThatThrownBy(onLoop::block)
                .as("nobody would hear of a failure")
                .isInstanceOf(IllegalStateException.class);
        assertThat(rows.rows).doesNotContainKey(key + "loop");
    }

    @Test
    void anUnknownKeyAnAbsenceAndAValueAreThree() throws Exception {
        assertThat(cache.get(key)).isNull();
        assertThat(cache.get(key, String.class)).isNull();
        assertThat(cache.retrieve(key).get()).isNull();
        put(key, null);
        assertThat(cache.get(key)).isNotNull();
        assertThat(cache.get(key).get()).isNull();
        assertThat(cache.get(key, String.class)).isNull();
        assertThat(cache.retrieve(key).get()).isInstanceOf(Cache.ValueWrapper.class);
        assertThat(((Cache.ValueWrapper) cache.retrieve(key).get()).get()).isNull();
        put(key, "v");
        assertThat(((Cache.ValueWrapper) cache.retrieve(key).get()).get()).isEqualTo("v");
        assertThat(cache.retrieve(key, () -> CompletableFuture.completedFuture("other"))
                        .get())
                .isEqualTo("v");
        assertThat(cache.evictIfPresent(key)).isFalse();
        assertThat(cache.get(key)).isNull();
        assertThat(cache.retrieve(key, () -> CompletableFuture.completedFuture(null))
                        .get())
                .isNull();
    }

    @Test
    void aValueOfAnotherTypeIsAnIllegalState() {
        put(key + "t", "text");
        assertThatThrownBy(() -> cache.get(key + "t", Integer.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatALoaderThrowsArrivesAsItWasAndIsNotKept() {
        IOException checked = new IOException("checked");
        assertThatThrownBy(() -> cache.get(key + "e", () -> {
                    throw checked;
                }))
                .isInstanceOf(ValueRetrievalException.class)
                .hasCause(checked);
        RuntimeException unchecked = new IllegalStateException("unchecked");
        assertThatThrownBy(() -> cache.get(key + "e", () -> {
                    throw unchecked;
                }))
                .isInstanceOf(ValueRetrievalException.class)
                .hasCause(unchecked);
        assertThatThrownBy(() -> cache.get(key + "e", () -> {
                    throw new AssertionError("an error");
                }))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> cache.retrieve(key + "e", () -> CompletableFuture.failedFuture(checked))
                        .join())
                .hasCause(checked);
        assertThat(cache.get(key + "e", () -> "at last")).isEqualTo("at last");
    }

    @Test
    void anErrorOfALoaderReachesThoseWhoShareIt() {
        var begun = new CompletableFuture<Void>();
        var gate = new CompletableFuture<Void>();
        var first = CompletableFuture.supplyAsync(() -> cache.get(key + "s", () -> {
            begun.complete(null);
            gate.join();
            throw new NoClassDefFoundError("gone");
        }));
        begun.join();
        TwoTierCache<?> shared = (TwoTierCache<?>) cache.getNativeCache();
        long before = shared.statistics().coalesced();
        var second = CompletableFuture.supplyAsync(() -> cache.get(key + "s", () -> "its own"));
        Awaitility.await().until(() -> shared.statistics().coalesced() > before);
        gate.complete(null);
        assertThatThrownBy(first::join).hasCauseInstanceOf(NoClassDefFoundError.class);
        assertThatThrownBy(second::join).hasCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void putIfAbsentSaysWhatWasThereAndNeverGuesses() {
        assertThat(cache.putIfAbsent(key + "p", "first")).isNull();
        assertThat(cache.putIfAbsent(key + "p", "second").get()).isEqualTo("first");
        // on an event loop the answer may be there in time
        Object found = Mono.fromCallable(() -> cache.putIfAbsent(key + "p", "third"))
                .subscribeOn(Schedulers.parallel())
                .<Object>map(Cache.ValueWrapper::get)
                .onErrorResume(IllegalStateException.class, e -> Mono.just("cannot say"))
                .block();
        assertThat(found).isIn("first", "cannot say");
    }

    @Test
    void aKeyThatLooksLikeALongOneIsAnother() {
        KeyText keys = new KeyText(JsonMapper.builder().build());
        String cut = keys.of("x".repeat(300));
        assertThat(cut).hasSize(133);
        assertThat(keys.of(cut)).isNotEqualTo(cut);
        assertThat(keys.of("x".repeat(200))).hasSize(200);
        assertThat(keys.of("x".repeat(201))).hasSize(133).isNotEqualTo(cut);
    }

    @Test
    void aKeyThatShowsNothingOfItselfIsRefused() {
        KeyText keys = new KeyText(JsonMapper.builder().build());
        assertThatThrownBy(() -> keys.of(new Object() {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing of itself");
        assertThat(keys.of(Map.of())).isEqualTo("{}");
        assertThat(keys.of(new SimpleKey("a", "b,c"))).isNotEqualTo(keys.of(new SimpleKey("a,b", "c")));
    }

    private void put(String at, Object value) {
        cache.put(at, value);
        Awaitility.await().until(() -> {
            Cache.ValueWrapper found = cache.get(at);
            return found != null && (value == null ? found.get() == null : value.equals(found.get()));
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @ImportAutoConfiguration({CacheAutoConfiguration.class, SpringCacheAutoConfiguration.class})
    static class Application {
        @Bean
        Rows rows() {
            return new Rows();
        }

        @Bean
        Annotated annotated(Rows rows) {
            return new Annotated(rows);
        }
    }

    static class Rows implements CacheSource<Object> {

        static final String REFUSED = "refused";

        final Map<String, Object> rows = new ConcurrentHashMap<>();
        final List<CacheChange<Object>> stored = new CopyOnWriteArrayList<>();

        @Override
        public String cache() {
            return "rows";
        }

        @Override
        public Mono<Map<String, Object>> loadAll(Collection<String> keys) {
            Map<String, Object> found = new HashMap<>(rows);
            found.keySet().retainAll(keys);
            return Mono.just(found);
        }

        @Override
        public Mono<Void> storeAll(List<CacheChange<Object>> changes) {
            if (changes.get(0).value() == REFUSED) {
                return Mono.error(new IllegalStateException("no room"));
            }
            stored.addAll(changes);
            changes.forEach(change -> rows.put(change.key(), change.value()));
            return Mono.empty();
        }
    }

    static class Annotated {

        private final AtomicInteger calls = new AtomicInteger();
        private final Rows rows;

        Annotated(Rows rows) {
            this.rows = rows;
        }

        public int calls() {
            return calls.get();
        }

        @Cacheable("rows")
        public Mono<Object> one(String id) {
            calls.incrementAndGet();
            return Mono.justOrEmpty(rows.rows.get(id));
        }

        @Cacheable("rows")
        public Object plain(String id) {
            calls.incrementAndGet();
            return "made of " + id;
        }

        @Cacheable("rows")
        public Mono<Object> nothing(String id) {
            calls.incrementAndGet();
            return Mono.empty();
        }

        @Cacheable("lists")
        public Flux<Object> many(String id) {
            return Flux.just("a", "b");
        }

        @CachePut(cacheNames = "rows", key = "#id")
        public Mono<Object> change(String id, String value) {
            return Mono.just(value);
        }

        @CacheEvict(cacheNames = "rows", key = "#id")
        public Mono<Void> forget(String id) {
            return Mono.empty();
        }
    }
}
