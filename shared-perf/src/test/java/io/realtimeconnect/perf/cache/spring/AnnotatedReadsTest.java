package io.realtimeconnect.perf.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.web.RequestId;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
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
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.SimpleKeyGenerator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** {@code @Cacheable} as people write it, in an application that switches nothing on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnnotatedReadsTest {

    private final String id = UUID.randomUUID().toString();
    private ConfigurableApplicationContext context;
    private TwoTierCaches caches;
    private Readers readers;

    @BeforeAll
    void start() {
        context = new SpringApplicationBuilder(application())
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "spring.application.name=a" + UUID.randomUUID(),
                        "perf.cache.redis-url=" + Stores.redis().url(),
                        "perf.cache.command-timeout=5s",
                        "perf.cache.local-ttl=1ms")
                .run();
        caches = context.getBean(TwoTierCaches.class);
        readers = context.getBean(Readers.class);
        TwoTierCache<String> probe = caches.cache("probe", String.class);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            probe.put("p", "v").block();
            return probe.statistics().unavailable() < probe.statistics().puts();
        });
    }

    Class<?> application() {
        return Application.class;
    }

    @AfterAll
    void stop() {
        context.close();
    }

    @Test
    void aHundredCallersAreOneCall() {
        Gate gate = readers.gate(id + "mono");
        CompletableFuture<List<String>> answers = Flux.range(0, 100)
                .flatMap(i -> readers.mono(id + "mono"), 100)
                .collectList()
                .toFuture();
        gate.arrived.join();
        gate.opened.complete("v");
        assertThat(answers.join()).hasSize(100).containsOnly("v");
        assertThat(gate.calls).hasValue(1);
    }

    @Test
    void aHundredFuturesAndElementsAreOneCallEach() {
        Gate gate = readers.gate(id + "future");
        List<CompletableFuture<String>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(readers.future(id + "future"));
        }
        gate.arrived.join();
        gate.opened.complete("v");
        futures.forEach(future -> assertThat(future.join()).isEqualTo("v"));
        assertThat(gate.calls).hasValue(1);
        Gate flux = readers.gate(id + "flux");
        var lists = Flux.range(0, 100)
                .flatMap(i -> readers.flux(id + "flux").collectList(), 100)
                .collectList()
                .toFuture();
        flux.arrived.join();
        flux.opened.complete("v");
        assertThat(lists.join()).hasSize(100).containsOnly(List.of("v", "v"));
        assertThat(flux.calls).hasValue(1);
    }

    @Test
    void plainCallersAreOneCall() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (String of : List.of("plain", "optional")) {
                Gate gate = readers.gate(id + of);
                List<Future<String>> answers = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    answers.add(threads.submit(() -> of.equals("plain")
                            ? readers.plain(id + of)
                            : readers.optional(id + of).orElseThrow()));
                }
                gate.arrived.join();
                gate.opened.complete("v");
                for (Future<String> answer : answers) {
                    assertThat(answer.get()).isEqualTo("v");
                }
                assertThat(gate.calls).hasValue(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mono",
                "future",
                "flux",
                "plain",
                "optional",
                "synchronized",
                "synchronizedOptional",
                "unless",
                "unlessPlain",
                "unlessFuture",
                "several",
                "severalUnless",
                "combined",
                "twoFutures",
                "conditional"
            })
    void aLoadThatAnEvictionHasOvertakenIsNotKept(String of) {
        String key = id + of + "-overtaken";
        Gate gate = readers.gate(key);
        CompletableFuture<Object> first = CompletableFuture.supplyAsync(() -> read(of, key));
        gate.arrived.join();
        for (String cache : cachesOf(of)) {
            caches.named(cache).invalidate(key).block();
        }
        gate.opened.complete("old");
        assertThat(text(first.join())).isEqualTo("old");
        readers.gate(key).opened.complete("new");
        Awaitility.await()
                .during(Duration.ofMillis(200))
                .until(() -> cachesOf(of).stream().noneMatch(cache -> "old".equals(text(known(cache, key)))));
        assertThat(text(read(of, key))).isEqualTo("new");
        for (String cache : cachesOf(of)) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(text(known(cache, key))).isEqualTo("new"));
        }
        readers.gate(key).opened.complete("newer");
        assertThat(text(read(of, key))).isEqualTo("new");
    }

    @Test
    void whatUnlessRefusesIsNotKeptAndHoldsNobodyUp() {
        String key = id + "refused";
        readers.gate(key).opened.complete("refused");
        assertThat(readers.unless(key).block()).isEqualTo("refused");
        assertThat(readers.unless(key).block()).isEqualTo("refused");
        assertThat(readers.calls(key)).isEqualTo(2);
        assertThat(known("unless", key)).isNull();
        readers.gate(key).opened.complete("v");
        assertThat(readers.unless(key).block()).isEqualTo("v");
        Awaitility.await().untilAsserted(() -> assertThat(known("unless", key)).isEqualTo("v"));
    }

    @Test
    void aConditionThatFailsPassesTheCacheBy() {
        readers.gate("past").opened.complete("v");
        assertThat(readers.conditional("past").block()).isEqualTo("v");
        assertThat(readers.conditional("past").block()).isEqualTo("v");
        assertThat(readers.calls("past")).isEqualTo(2);
        assertThat(known("conditional", "past")).isNull();
    }

    @Test
    void severalCachesAreAskedInTurnAndAllFilled() {
        String key = id + "turn";
        caches.cache("second", String.class).put(key, "of the second").block();
        readers.gate(key).opened.complete("v");
        assertThat(readers.several(key).block()).isEqualTo("of the second");
        Awaitility.await().untilAsserted(() -> assertThat(known("first", key)).isEqualTo("of the second"));
        String plain = id + "turn-plain";
        readers.gate(plain).opened.complete("v");
        assertThat(readers.severalUnless(plain).block()).isEqualTo("v");
        Awaitility.await()
                .untilAsserted(() -> assertThat(known("second", plain)).isEqualTo("v"));
        caches.named("first").invalidate(plain).block();
        assertThat(readers.severalUnless(plain).block()).isEqualTo("v");
        assertThat(readers.calls(plain)).isEqualTo(1);
    }

    @Test
    void keysOfSpringsGeneratorAreTold() {
        assertThat(readers.generated("a", "b,c").block()).isEqualTo("a/b,c");
        assertThat(readers.generated("a,b", "c").block()).isEqualTo("a,b/c");
        assertThat(readers.generated("x", "y").block()).isEqualTo("x/y");
        assertThat(readers.generatedOfMine("x", 1).block()).isEqualTo("1");
        assertThat(known("generated", "mine-x")).isEqualTo("1");
        assertThat(readers.generatedOfMine("x", 2).block()).isEqualTo("1");
    }

    @Test
    void cachingTakesSeveralAtOnce() {
        String key = id + "caching";
        caches.cache("left", String.class).put(key, "l").block();
        caches.cache("right", String.class).put(key, "r").block();
        caches.cache("all", String.class).put(key, "a").block();
        readers.change(key).block();
        Awaitility.await().untilAsserted(() -> {
            assertThat(known("left", key)).isNull();
            assertThat(known("right", key)).isEqualTo("changed");
            assertThat(known("all", key)).isNull();
        });
    }

    @Test
    void anEvictionBeforeTheMethodComesBeforeItAndAlsoIfItFails() {
        String key = id + "before";
        TwoTierCache<String> left = caches.cache("left", String.class);
        left.put(key, "l").block();
        assertThat(readers.evictedBefore(key).onErrorReturn("failed").block()).isEqualTo("failed");
        assertThat(known("left", key)).isNull();
        left.put(key, "l").block();
        assertThat(readers.evictedAfter(key).onErrorReturn("failed").block()).isEqualTo("failed");
        assertThat(known("left", key)).isEqualTo("l");
    }

    @Test
    void allEntriesGo() {
        TwoTierCache<String> all = caches.cache("all", String.class);
        all.put(id + "1", "v").then(all.put(id + "2", "v")).block();
        readers.forgetAll().block();
        Awaitility.await().untilAsserted(() -> {
            assertThat(known("all", id + "1")).isNull();
            assertThat(known("all", id + "2")).isNull();
        });
    }

    @Test
    void whatCarriesATagGoesWithIt() {
        String tag = id + "author";
        for (String key : List.of("t1", "t2")) {
            readers.gate(id + key).opened.complete("v");
            assertThat(readers.tagged(id + key, tag).block()).isEqualTo("v");
            readers.gate(id + key + "u").opened.complete("v");
            assertThat(readers.taggedUnless(id + key + "u", List.of(tag, "other"))
                            .block())
                    .isEqualTo("v");
            assertThat(readers.taggedPut(id + key + "p", tag).block()).isEqualTo("put");
        }
        readers.gate(id + "t3").opened.complete("v");
        assertThat(readers.tagged(id + "t3", "another").block()).isEqualTo("v");
        List<String> carriers = List.of("t1", "t2", "t1u", "t2u", "t1p", "t2p");
        Awaitility.await().until(() -> carriers.stream().allMatch(key -> known("tagged", id + key) != null));
        readers.forgetTag(tag).block();
        Awaitility.await().until(() -> carriers.stream().allMatch(key -> known("tagged", id + key) == null));
        assertThat(known("tagged", id + "t3")).isEqualTo("v");
    }

    @Test
    void aFailureIsNotKeptAndCanBeTriedAgain() {
        assertThat(readers.failing(id, 2).retryWhen(Retry.max(2)).block()).isEqualTo("third");
        Mono<String> twice = readers.unless(id + "twice");
        readers.gate(id + "twice").opened.complete("refused");
        assertThat(twice.block()).isEqualTo("refused");
        assertThat(twice.block()).isEqualTo("refused");
    }

    @Test
    void nothingHappensBeforeTheSubscription() {
        Gate gate = readers.gate(id + "lazy");
        gate.opened.complete("v");
        Mono<String> lazy = readers.mono(id + "lazy");
        Awaitility.await().during(Duration.ofMillis(50)).until(() -> gate.calls.get() == 0);
        assertThat(lazy.block()).isEqualTo("v");
    }

    @Test
    void aMethodSeesTheIdOfTheRequest() {
        var request = new RequestId("the-request", null);
        assertThat(readers.requested(id)
                        .contextWrite(context -> context.put(RequestId.class, request))
                        .block())
                .isEqualTo("the-request");
    }

    @Test
    void aPlainMethodThatAnEventLoopRunsIsKept() {
        String key = id + "loop";
        Supplier<String> onLoop = () -> Mono.fromCallable(() -> readers.plain(key))
                .subscribeOn(Schedulers.parallel())
                .block();
        readers.gate(key).opened.complete("v");
        Awaitility.await().until(() -> {
            assertThat(onLoop.get()).isEqualTo("v");
            return "v".equals(known("plain", key));
        });
    }

    private static List<String> cachesOf(String of) {
        return switch (of) {
            case "several", "severalUnless" -> List.of("first", "second");
            case "twoFutures" -> List.of("one", "other");
            case "unlessPlain", "unlessFuture" -> List.of("unless");
            default -> List.of(of);
        };
    }

    private Object read(String of, String key) {
        return switch (of) {
            case "mono" -> readers.mono(key).block();
            case "future" -> readers.future(key).join();
            case "flux" -> readers.flux(key).collectList().block();
            case "plain" -> readers.plain(key);
            case "optional" -> readers.optional(key).orElse(null);
            case "synchronized" -> readers.sync(key).join();
            case "synchronizedOptional" -> readers.syncOptional(key).orElse(null);
            case "unless" -> readers.unless(key).block();
            case "unlessPlain" -> readers.unlessPlain(key);
            case "unlessFuture" -> readers.unlessFuture(key).join();
            case "several" -> readers.several(key).block();
            case "severalUnless" -> readers.severalUnless(key).block();
            case "combined" -> readers.combined(key).block();
            case "twoFutures" -> readers.twoFutures(key).join();
            case "conditional" -> readers.conditional(key).block();
            default -> throw new IllegalArgumentException(of);
        };
    }

    private Object known(String cache, String key) {
        Optional<?> found = caches.named(cache).find(key).block();
        return found == null ? null : found.orElse(null);
    }

    private static String text(Object value) {
        return value instanceof List<?> list ? list.get(0).toString() : value == null ? null : value.toString();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({CacheAutoConfiguration.class, SpringCacheAutoConfiguration.class})
    static class Application {
        @Bean
        Readers readers() {
            return new Readers();
        }

        @Bean
        KeyGenerator simple() {
            return new SimpleKeyGenerator();
        }

        @Bean
        KeyGenerator mine() {
            return (target, method, parameters) -> "mine-" + parameters[0];
        }
    }

    /** A method that waits inside until it is told what to give. */
    record Gate(AtomicInteger calls, CompletableFuture<Void> arrived, CompletableFuture<String> opened) {

        CompletableFuture<String> pass() {
            calls.incrementAndGet();
            arrived.complete(null);
            return opened.copy();
        }
    }

    static class Readers {

        private final Map<String, Gate> gates = new ConcurrentHashMap<>();
        private final AtomicInteger failures = new AtomicInteger();

        Gate gate(String id) {
            Gate gate = new Gate(new AtomicInteger(), new CompletableFuture<>(), new CompletableFuture<>());
            gates.put(id, gate);
            return gate;
        }

        int calls(String id) {
            return gates.get(id).calls().get();
        }

        private CompletableFuture<String> pass(String id) {
            return gates.get(id).pass();
        }

        @Cacheable("mono")
        public Mono<String> mono(String id) {
            return Mono.fromFuture(() -> pass(id));
        }

        @Cacheable("future")
        public CompletableFuture<String> future(String id) {
            return pass(id);
        }

        @Cacheable("flux")
        public Flux<String> flux(String id) {
            return Mono.fromFuture(() -> pass(id)).flatMapMany(value -> Flux.just(value, value));
        }

        @Cacheable("plain")
        public String plain(String id) {
            return pass(id).join();
        }

        @Cacheable("optional")
        public Optional<String> optional(String id) {
            return Optional.of(pass(id).join());
        }

        @Cacheable(cacheNames = "synchronized", sync = true)
        public CompletableFuture<String> sync(String id) {
            return pass(id);
        }

        @Cacheable(cacheNames = "synchronizedOptional", sync = true)
        public Optional<String> syncOptional(String id) {
            return Optional.of(pass(id).join());
        }

        @Cacheable(cacheNames = "unless", unless = "#result == 'refused'")
        public Mono<String> unless(String id) {
            return Mono.fromFuture(() -> pass(id));
        }

        @Cacheable(cacheNames = "unless", unless = "#result == 'refused'")
        public String unlessPlain(String id) {
            return pass(id).join();
        }

        @Cacheable(cacheNames = "unless", unless = "#result == 'refused'")
        public CompletableFuture<String> unlessFuture(String id) {
            return pass(id);
        }

        @Cacheable({"first", "second"})
        public Mono<String> several(String id) {
            return Mono.fromFuture(() -> pass(id));
        }

        @Cacheable(
                cacheNames = {"first", "second"},
                unless = "#result == 'refused'")
        public Mono<String> severalUnless(String id) {
            return Mono.fromFuture(() -> pass(id));
        }

        @Caching(cacheable = @Cacheable("combined"), evict = @CacheEvict("beside"))
        public Mono<String> combined(String id) {
            return Mono.fromFuture(() -> pass(id));
        }

        @Caching(cacheable = {@Cacheable("one"), @Cacheable("other")})
        public CompletableFuture<String> twoFutures(String id) {
            return pass(id);
        }

        @Cacheable(cacheNames = "conditional", condition = "#id != 'past'")
        public Mono<String> conditional(String id) {
            return Mono.fromFuture(() -> pass(id));
        }

        @Cacheable(cacheNames = "generated", keyGenerator = "simple")
        public Mono<String> generated(String one, String two) {
            return Mono.just(one + "/" + two);
        }

        @Cacheable(cacheNames = "generated", keyGenerator = "mine")
        public Mono<String> generatedOfMine(String id, int number) {
            return Mono.just("" + number);
        }

        @Caching(
                put = @CachePut(cacheNames = "right"),
                evict = {@CacheEvict("left"), @CacheEvict(cacheNames = "all", key = "#id")})
        public Mono<String> change(String id) {
            return Mono.just("changed");
        }

        @CacheEvict(cacheNames = "left", beforeInvocation = true)
        public Mono<String> evictedBefore(String id) {
            return Mono.error(new IllegalStateException("failed"));
        }

        @CacheEvict("left")
        public Mono<String> evictedAfter(String id) {
            return Mono.error(new IllegalStateException("failed"));
        }

        @CacheEvict(cacheNames = "all", allEntries = true)
        public Mono<Void> forgetAll() {
            return Mono.empty();
        }

        @Cacheable(cacheNames = "tagged", key = "#id")
        @CacheTags("#tag")
        public Mono<String> tagged(String id, String tag) {
            return Mono.fromFuture(() -> pass(id));
        }

        @Cacheable(cacheNames = "tagged", key = "#id", unless = "#result == 'refused'")
        @CacheTags({"#tags", "null"})
        public Mono<String> taggedUnless(String id, List<String> tags) {
            return Mono.fromFuture(() -> pass(id));
        }

        @CachePut(cacheNames = "tagged", key = "#id")
        @CacheTags("#tag")
        public Mono<String> taggedPut(String id, String tag) {
            return Mono.just("put");
        }

        @EvictTag(cacheNames = "tagged", tag = "#tag")
        public Mono<Void> forgetTag(String tag) {
            return Mono.empty();
        }

        @Cacheable("failing")
        public Mono<String> failing(String id, int times) {
            return Mono.defer(() -> failures.incrementAndGet() > times
                    ? Mono.just("third")
                    : Mono.error(new IllegalStateException("not yet")));
        }

        @Cacheable("requested")
        public Mono<String> requested(String id) {
            return Mono.deferContextual(
                    context -> Mono.just(RequestId.from(context).value()));
        }
    }
}
