package io.realtimeconnect.perf.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Spring's annotations on two instances of an application. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringCacheTest {

    record Course(String title, int version) {}

    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();
    private final String application = "a" + UUID.randomUUID();
    private Courses one;
    private Courses two;

    @BeforeAll
    void start() {
        one = instance().getBean(Courses.class);
        two = instance().getBean(Courses.class);
    }

    @BeforeEach
    void reset() {
        one.reset();
        two.reset();
    }

    @AfterAll
    void stop() {
        instances.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void aThousandCallersOnTwoInstancesAreOneCall() {
        List<Course> found = Flux.range(0, 1000)
                .flatMap(i -> (i % 2 == 0 ? one : two).find(7, "en"), 1000)
                .collectList()
                .block(Duration.ofSeconds(10));
        assertThat(found).hasSize(1000).containsOnly(new Course("7 en", 1));
        assertThat(one.calls() + two.calls()).isEqualTo(1);
        assertThat(one.find(7, "de").block()).isEqualTo(new Course("7 de", 1));
    }

    @Test
    void aFluxIsCachedAsAList() {
        assertThat(one.all().collectList().block()).extracting(Course::version).containsExactly(1, 2, 3);
        assertThat(one.all().collectList().block()).hasSize(3);
        Awaitility.await()
                .untilAsserted(() -> assertThat(two.all().collectList().block()).hasSize(3));
        assertThat(one.calls() + two.calls()).isLessThanOrEqualTo(2);
        assertThat(one.unsynchronized().collectList().block())
                .isEqualTo(one.unsynchronized().collectList().block());
    }

    @Test
    void whatIsPutOrEvictedIsSoEverywhere() {
        Course first = one.find(1, "en").block();
        Awaitility.await()
                .untilAsserted(() -> assertThat(two.find(1, "en").block()).isEqualTo(first));
        Course renamed = one.rename(1, "en", "Latin").block();
        assertThat(one.find(1, "en").block()).isEqualTo(renamed);
        Awaitility.await()
                .untilAsserted(() -> assertThat(two.find(1, "en").block()).isEqualTo(renamed));
        two.forget(1, "en").block();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(one.find(1, "en").block().title()).isEqualTo("1 en"));
        one.rename(1, "en", "Latin").block();
        one.forgetAll().block();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(two.find(1, "en").block().title()).isEqualTo("1 en"));
    }

    @Test
    void anEmptyMonoAndAFailureAreNotTheSame() {
        assertThat(one.find(-1, "en").block()).isNull();
        assertThat(one.find(-1, "en").block()).isNull();
        assertThat(one.calls()).isEqualTo(1);
        assertThatThrownBy(() -> one.find(0, "en").block()).hasMessage("no course 0");
        assertThatThrownBy(() -> one.plain(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no course 0");
        assertThat(one.calls()).isEqualTo(3);
    }

    @Test
    void plainMethodsFuturesAndOptionalsAreCachedAsWell() throws Exception {
        assertThat(one.plain(3)).isEqualTo(new Course("3", 1));
        assertThat(one.plain(3)).isEqualTo(new Course("3", 1));
        assertThat(one.calls()).isEqualTo(1);
        Awaitility.await().untilAsserted(() -> assertThat(two.plain(3)).isEqualTo(new Course("3", 1)));
        int calls = one.calls();
        assertThat(one.optional(3)).contains(new Course("3", 1));
        assertThat(one.future(3).get()).isEqualTo(new Course("3", 1));
        assertThat(one.future(3).get()).isEqualTo(new Course("3", 1));
        assertThat(one.calls()).isLessThanOrEqualTo(calls + 2);
        assertThat(one.square(4)).isEqualTo(16);
        assertThat(one.square(4)).isEqualTo(16);
        assertThat(one.optional(-3)).isEmpty();
        one.dropPlain(3);
        assertThat(one.reset()).isPositive();
        assertThat(one.plain(3)).isEqualTo(new Course("3", 1));
        assertThat(one.calls()).isEqualTo(1);
    }

    @Test
    void plainCallersShareACallThatRunsOnOneOfTheirThreads() throws Exception {
        Queue<Thread> callers = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(32, task -> {
            Thread caller = new Thread(task, "caller-" + callers.size());
            callers.add(caller);
            return caller;
        });
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                Courses courses = i % 2 == 0 ? one : two;
                answers.add(threads.submit(() -> courses.threadOf("slow")));
            }
            // one for the gate, the others for its answer
            Awaitility.await()
                    .until(() -> one.calls() + two.calls() > 0
                            && callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
            one.open();
            two.open();
            String thread = answers.get(0).get();
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo(thread);
            }
            assertThat(thread).startsWith("caller-");
            assertThat(one.calls() + two.calls()).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aPlainCallerThatIsInterruptedStopsWaitingAndStaysInterrupted() throws InterruptedException {
        Cache cache = instances.get(0).getBean(CacheManager.class).getCache("interrupted");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Thread loader = new Thread(() -> cache.get("k", () -> {
            begun.countDown();
            gate.await();
            return "v";
        }));
        loader.start();
        begun.await();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread waiter = new Thread(() -> {
            try {
                cache.get("k", () -> "of the waiter");
            } catch (RuntimeException e) {
                failure.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        waiter.start();
        Awaitility.await().until(() -> waiter.getState() == Thread.State.WAITING);
        waiter.interrupt();
        waiter.join();
        gate.countDown();
        loader.join();
        assertThat(failure.get()).hasCauseInstanceOf(InterruptedException.class);
        assertThat(flag).isTrue();
        assertThat(cache.get("k", () -> "again")).isEqualTo("v");
    }

    @Test
    void aPlainMethodOnAnEventLoopNeverWaits() {
        Course course = Mono.fromCallable(() -> one.plain(5))
                .subscribeOn(Schedulers.parallel())
                .block();
        assertThat(course).isEqualTo(new Course("5", 1));
        one.plain(6);
        one.reset();
        assertThat(Mono.fromCallable(() -> one.plain(6))
                        .subscribeOn(Schedulers.parallel())
                        .block())
                .isEqualTo(new Course("6", 1));
        assertThat(one.calls()).isEqualTo(0);
    }

    @Test
    void anEvictionNeedsNoTypeAndAnotherTypeIsRefused() {
        two.forget(9, "en").block();
        assertThat(two.find(9, "en").block()).isEqualTo(new Course("9 en", 1));
        assertThatThrownBy(() -> two.wrongType(9, "en").block())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("courses");
        var manager = instances.get(1).getBean(CacheManager.class);
        var free = manager.getCache("free");
        free.put("k", List.of("a", 1));
        assertThat(free.get("k").get()).isEqualTo(List.of("a", 1));
        assertThat(free.get("none")).isNull();
        free.put("none", null);
        Awaitility.await().untilAsserted(() -> assertThat(free.get("none")).isNotNull());
        assertThat(free.get("none").get()).isNull();
        assertThat(free.putIfAbsent("k", "b").get()).isEqualTo(List.of("a", 1));
        assertThat(free.get("k", List.class)).isEqualTo(List.of("a", 1));
        assertThatThrownBy(() -> free.get("k", String.class)).hasMessageContaining("not java.lang.String");
        assertThat(manager.getCacheNames()).contains("courses", "free");
    }

    @Test
    void theExampleProfileDeclaresItsCaches() {
        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues("spring.profiles.include=course-caches", "perf.cache.redis-url=redis://127.0.0.1:1")
                .withConfiguration(AutoConfigurations.of(
                        DataRedisAutoConfiguration.class,
                        CacheAutoConfiguration.class,
                        SpringCacheAutoConfiguration.class))
                .run((AssertableApplicationContext context) -> assertThat(
                                context.getBean(CacheManager.class).getCacheNames())
                        .contains("packaged-courses", "user-progress", "search-results"));
    }

    private ConfigurableApplicationContext instance() {
        ConfigurableApplicationContext made = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "spring.application.name=" + application,
                        "spring.data.redis.url=" + Stores.redis().url(),
                        "perf.cache.command-timeout=2s")
                .run();
        instances.add(made);
        var probe = made.getBean(TwoTierCaches.class).cache("probe", String.class);
        Awaitility.await().until(() -> {
            probe.put("p", "v").block();
            return probe.statistics().unavailable() < probe.statistics().puts();
        });
        return made;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @ImportAutoConfiguration({
        DataRedisAutoConfiguration.class,
        CacheAutoConfiguration.class,
        SpringCacheAutoConfiguration.class
    })
    static class Application {
        @Bean
        Courses courses() {
            return new Courses();
        }
    }

    static class Courses {

        private final AtomicInteger calls = new AtomicInteger();
        private final CountDownLatch gate = new CountDownLatch(1);

        int calls() {
            return calls.get();
        }

        /** For those in {@link #threadOf}. */
        void open() {
            gate.countDown();
        }

        int reset() {
            return calls.getAndSet(0);
        }

        @Cacheable("courses")
        public Mono<Course> find(int id, String language) {
            return Mono.defer(() -> {
                calls.incrementAndGet();
                if (id == 0) {
                    return Mono.error(new IllegalArgumentException("no course 0"));
                }
                return id < 0
                        ? Mono.empty()
                        : Mono.delay(Duration.ofMillis(20)).thenReturn(new Course(id + " " + language, 1));
            });
        }

        @Cacheable(cacheNames = "lists", sync = true)
        public Flux<Course> all() {
            return Flux.range(1, 3).doOnSubscribe(s -> calls.incrementAndGet()).map(i -> new Course("c", i));
        }

        @Cacheable(cacheNames = "other-lists")
        public Flux<Course> unsynchronized() {
            return Flux.range(1, 3).map(i -> new Course(UUID.randomUUID().toString(), i));
        }

        @CachePut(cacheNames = "courses", key = "#id + ':' + #language")
        public Mono<Course> rename(int id, String language, String title) {
            return Mono.just(new Course(title, 2));
        }

        @CacheEvict(cacheNames = "courses")
        public Mono<Void> forget(int id, String language) {
            return Mono.empty();
        }

        @CacheEvict(cacheNames = "courses", allEntries = true)
        public Mono<Void> forgetAll() {
            return Mono.empty();
        }

        @Cacheable(cacheNames = "courses", sync = true)
        public Mono<String> wrongType(int id, String language) {
            return Mono.just("");
        }

        @Cacheable(cacheNames = "plain", sync = true)
        public Course plain(int id) {
            calls.incrementAndGet();
            if (id == 0) {
                throw new IllegalArgumentException("no course 0");
            }
            return new Course("" + id, 1);
        }

        @CacheEvict(cacheNames = "plain", beforeInvocation = true)
        public void dropPlain(int id) {}

        @Cacheable("optional")
        public Optional<Course> optional(int id) {
            calls.incrementAndGet();
            return id < 0 ? Optional.empty() : Optional.of(new Course("" + id, 1));
        }

        @Cacheable("futures")
        public CompletableFuture<Course> future(int id) {
            calls.incrementAndGet();
            return CompletableFuture.completedFuture(new Course("" + id, 1));
        }

        @Cacheable("squares")
        public int square(int n) {
            calls.incrementAndGet();
            return n * n;
        }

        @Cacheable(cacheNames = "threads", sync = true)
        public String threadOf(String key) throws InterruptedException {
            calls.incrementAndGet();
            gate.await();
            return Thread.currentThread().getName();
        }
    }
}
