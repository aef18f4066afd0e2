package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.ResourceLeakDetector;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Loaders that hang, and callers that do not wait for them. */
class CacheLoadersTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** Of a load that may take 50 s. */
    private static final Duration BEFORE_ITS_END = Duration.ofSeconds(25);

    private final String name = "c" + UUID.randomUUID();
    private final SteppedInstance instance = new SteppedInstance(Stores.redis().url());
    private final Instances instances =
            new Instances(Stores.redis().url()).with("lease-wait", "50s").with("hard-timeout", "55s");

    @AfterEach
    void close() {
        instance.close();
        instances.close();
    }

    @Test
    void aHungLoaderLeavesTheOldValueUntilItsHardExpiryAndNoLonger() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = oldSoon(time, "300ms");
        cache.put("k", 1).block(LONG);
        Mono<Integer> hung = Mono.never();
        time.step(Duration.ofSeconds(99));
        assertThat(cache.get("k", hung).block(LONG)).as("fresh").isEqualTo(1);
        time.step(Duration.ofSeconds(5));
        assertThat(cache.get("k", hung).block(LONG))
                .as("while it is loaded anew")
                .isEqualTo(1);
        landed(cache);
        time.step(Duration.ofSeconds(20));
        assertThat(cache.get("k", hung).block(LONG)).as("fail-safe").isEqualTo(1);
        assertThat(cache.get("k").block(LONG)).as("respite").isEqualTo(1);
        landed(cache);
        time.step(Duration.ofMillis(35_999));
        assertThat(cache.get("k", hung).block(LONG)).as("at the last").isEqualTo(1);
        landed(cache);
        time.step(Duration.ofMillis(2));
        assertThat(cache.get("k").block(LONG)).as("past it").isNull();
        assertThatThrownBy(() -> cache.get("k", hung).block(LONG)).hasRootCauseInstanceOf(TimeoutException.class);
        assertThat(cache.getAll(List.of("k"), missing -> Mono.just(Map.of("k", 2)))
                        .block(LONG))
                .isEqualTo(Map.of("k", 2));
    }

    @Test
    void manyThatFailToLoadAreOldOnlyWithinTheWindow() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = instance.cache(
                name,
                Map.of(
                        "c.ttl", "100s",
                        "c.local-ttl", "100s",
                        "c.jitter", "0",
                        "c.stale-while-revalidate", "90s",
                        "c.fail-safe", "60s"),
                time);
        cache.put("a", 1).block(LONG);
        cache.put("b", 2).block(LONG);
        CacheOptions wait = CacheOptions.of(o -> o.staleWhileRevalidate(Duration.ZERO));
        time.step(Duration.ofSeconds(159));
        assertThat(cache.getAll(List.of("a", "b"), missing -> Mono.error(new IllegalStateException("down")), wait)
                        .block(LONG))
                .isEqualTo(Map.of("a", 1, "b", 2));
        time.step(Duration.ofSeconds(2));
        assertThatThrownBy(() -> cache.getAll(
                                List.of("a", "b"), missing -> Mono.error(new IllegalStateException("down")), wait)
                        .block(LONG))
                .hasMessage("down");
    }

    @Test
    void manyOldValuesAnswerAtOnceWhileTheyAreLoadedAnew() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = oldSoon(time, "50s");
        cache.put("a", 1).block(LONG);
        cache.put("b", 2).block(LONG);
        time.step(Duration.ofSeconds(104));
        Sinks.One<Map<String, Integer>> gate = Sinks.one();
        AtomicInteger loads = new AtomicInteger();
        Function<Collection<String>, Mono<Map<String, Integer>>> slow = missing -> {
            loads.incrementAndGet();
            return gate.asMono();
        };
        for (int i = 0; i < 3; i++) {
            assertThat(cache.getAll(List.of("a", "b"), slow).block(BEFORE_ITS_END))
                    .isEqualTo(Map.of("a", 1, "b", 2));
        }
        Awaitility.await().until(() -> loads.get() == 1);
        gate.tryEmitValue(Map.of("a", 3, "b", 4));
        landed(cache);
        assertThat(cache.getAll(List.of("a", "b")).block(LONG)).isEqualTo(Map.of("a", 3, "b", 4));
        assertThat(loads.get()).isOne();
        assertThat(cache.meters.stale.sum()).isEqualTo(6);
    }

    @Test
    void manyOldValuesThatOnlyRedisHasAnswerAtOnceWhileTheyAreLoadedAnew() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = oldSoon(time, "50s");
        cache.put("a", 1).block(LONG);
        cache.put("b", 2).block(LONG);
        cache.local.forget();
        time.step(Duration.ofSeconds(104));
        Sinks.One<Map<String, Integer>> gate = Sinks.one();
        List<Collection<String>> loads = new CopyOnWriteArrayList<>();
        Function<Collection<String>, Mono<Map<String, Integer>>> slow = missing -> {
            loads.add(missing);
            return missing.contains("c") ? Mono.just(Map.of("c", 5)) : gate.asMono();
        };
        assertThat(cache.getAll(List.of("a", "c", "b"), slow).block(BEFORE_ITS_END))
                .as("what is missing is waited for, what is old is not")
                .isEqualTo(Map.of("a", 1, "b", 2, "c", 5));
        assertThat(cache.getAll(List.of("a", "b"), slow).block(BEFORE_ITS_END))
                .as("while it is loaded")
                .isEqualTo(Map.of("a", 1, "b", 2));
        Awaitility.await().until(() -> loads.size() == 2);
        gate.tryEmitValue(Map.of("a", 3, "b", 4));
        landed(cache);
        assertThat(cache.getAll(List.of("a", "b")).block(LONG)).isEqualTo(Map.of("a", 3, "b", 4));
        assertThat(loads).containsExactlyInAnyOrder(List.of("a", "b"), List.of("c"));
        assertThat(cache.meters.stale.sum()).isEqualTo(4);
        assertThat(cache.meters.misses.sum()).as("the one that was waited for").isOne();
        assertThat(cache.meters.coalesced.sum() + cache.meters.remoteHits.sum()).isZero();
        assertThat(cache.statistics().count()).as("reads").isEqualTo(7);
    }

    @Test
    void anOldValueIsOneReadAndTheLoadBehindItIsNone() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = oldSoon(time, "50s");
        cache.put("here", 1).block(LONG);
        cache.put("there", 1).block(LONG);
        cache.local.forget();
        cache.get("here").block(LONG);
        time.step(Duration.ofSeconds(104));
        for (int i = 0; i < 3; i++) {
            cache.get("here", Mono.never()).block(LONG);
        }
        cache.get("there", Mono.never()).block(LONG);
        cache.getAll(List.of("here"), missing -> Mono.never()).block(LONG);
        assertThat(cache.meters.stale.sum()).isEqualTo(5);
        assertThat(cache.meters.remoteHits.sum()).isEqualTo(1);
        assertThat(cache.meters.misses.sum() + cache.meters.coalesced.sum()).isZero();
    }

    @Test
    void aValueThatIsReadShortlyBeforeItsEndIsLoadedAnewBehindTheAnswer() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = renewed(time);
        cache.put("one", 1).block(LONG);
        cache.put("many", 1).block(LONG);
        time.step(Duration.ofSeconds(89));
        assertThat(cache.get("one", Mono.just(2)).block(LONG)).isEqualTo(1);
        assertThat(cache.getAll(List.of("many"), missing -> Mono.just(Map.of("many", 2)))
                        .block(LONG))
                .isEqualTo(Map.of("many", 1));
        landed(cache);
        assertThat(cache.getAll(List.of("one", "many")).block(LONG)).isEqualTo(Map.of("one", 1, "many", 1));
        time.step(Duration.ofSeconds(2));
        assertThat(cache.get("one", Mono.just(2)).block(LONG)).isEqualTo(1);
        assertThat(cache.getAll(List.of("many"), missing -> Mono.just(Map.of("many", 2)))
                        .block(LONG))
                .isEqualTo(Map.of("many", 1));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(cache.getAll(List.of("one", "many")).block(LONG))
                                .isEqualTo(Map.of("one", 2, "many", 2)));
        time.step(Duration.ofSeconds(50));
        cache.local.forget();
        assertThat(cache.getAll(List.of("one", "many")).block(LONG))
                .as("in Redis, too")
                .isEqualTo(Map.of("one", 2, "many", 2));
        assertThat(cache.meters.misses.sum() + cache.meters.stale.sum()).isZero();
    }

    @Test
    void aLoadBeforeTheEndThatFailsIsNotTriedAgainAtOnce() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = renewed(time);
        cache.put("k", 1).block(LONG);
        time.step(Duration.ofSeconds(91));
        AtomicInteger loads = new AtomicInteger();
        Mono<Integer> failing = Mono.defer(() -> {
            loads.incrementAndGet();
            return Mono.error(new IllegalStateException("down"));
        });
        for (int i = 0; i < 5; i++) {
            assertThat(cache.get("k", failing).block(LONG)).isEqualTo(1);
            Awaitility.await().until(() -> !cache.endsSoon("k", cache.local.find("k"), cache.terms));
        }
        assertThat(loads).hasValue(1);
        time.step(Duration.ofSeconds(2));
        cache.get("k", failing).block(LONG);
        Awaitility.await().until(() -> !cache.endsSoon("k", cache.local.find("k"), cache.terms));
        assertThat(loads).hasValue(2);
    }

    @Test
    void withoutRedisAValueIsNotLoadedBeforeItsEnd() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = renewed(time);
        cache.put("k", 1).block(LONG);
        cache.listening = false;
        time.step(Duration.ofSeconds(91));
        Mono<Integer> none = Mono.error(new AssertionError("loaded"));
        assertThat(cache.get("k", none).block(LONG)).isEqualTo(1);
        assertThat(cache.flights.keys()).isEmpty();
    }

    private LayeredCache<Integer> renewed(SteppedInstance.Time time) {
        LayeredCache<Integer> cache = instance.cache(
                name, Map.of("c.ttl", "100s", "c.local-ttl", "100s", "c.jitter", "0", "c.eager-refresh", "10s"), time);
        cache.listening = true;
        return cache;
    }

    @Test
    void manyOldValuesAnswerWhenTheLoadIsSlow() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = oldSoon(time, "50s");
        cache.put("a", 1).block(LONG);
        cache.put("b", 2).block(LONG);
        time.step(Duration.ofSeconds(115));
        assertThat(cache.getAll(List.of("a", "b"), missing -> Mono.never()).block(BEFORE_ITS_END))
                .isEqualTo(Map.of("a", 1, "b", 2));
    }

    @Test
    void manyOldValuesThatOnlyRedisHasAnswerWhenTheLoadIsSlow() {
        SteppedInstance.Time time = new SteppedInstance.Time();
        LayeredCache<Integer> cache = oldSoon(time, "50s");
        cache.put("a", 1).block(LONG);
        cache.put("b", 2).block(LONG);
        cache.local.forget();
        time.step(Duration.ofSeconds(115));
        assertThat(cache.getAll(List.of("a", "b"), missing -> Mono.never()).block(BEFORE_ITS_END))
                .isEqualTo(Map.of("a", 1, "b", 2));
    }

    private LayeredCache<Integer> oldSoon(SteppedInstance.Time time, String hardTimeout) {
        return instance.cache(
                name,
                Map.of(
                        "c.ttl", "100s",
                        "c.local-ttl", "100s",
                        "c.jitter", "0",
                        "c.stale-while-revalidate", "10s",
                        "c.fail-safe", "60s",
                        "c.soft-timeout", "20ms",
                        "c.hard-timeout", hardTimeout),
                time);
    }

    @Test
    void aStormOfCallersThatCancelLeavesNothingBehind() {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ListAppender<ILoggingEvent> leaks = new ListAppender<>();
        leaks.start();
        Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
        detector.addAppender(leaks);
        try {
            List<LayeredCache<String>> both = List.of(listening(), listening());
            Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
            List<String> keys = IntStream.range(0, 60).mapToObj(i -> "k" + i).toList();
            Random random = new Random(7);
            List<Disposable> callers = new ArrayList<>();
            List<Mono<String>> patient = new ArrayList<>();
            for (int i = 0; i < 6_000; i++) {
                LayeredCache<String> cache = both.get(i % 2);
                String key = keys.get(random.nextInt(keys.size()));
                if (i % 10 == 0) {
                    int from = random.nextInt(50);
                    callers.add(cache.getAll(
                                    keys.subList(from, from + 10),
                                    missing -> Flux.fromIterable(missing)
                                            .flatMap(each -> slow(each, loads))
                                            .collectMap(value -> value.substring(2)))
                            .subscribe());
                } else if (i % 100 == 1) {
                    Mono<String> stays = cache.get(key, slow(key, loads)).cache();
                    stays.subscribe();
                    patient.add(stays);
                } else {
                    callers.add(cache.get(key, slow(key, loads)).subscribe());
                }
                if (random.nextInt(3) == 0) {
                    callers.remove(random.nextInt(callers.size())).dispose();
                }
            }
            callers.forEach(Disposable::dispose);
            assertThat(Flux.fromIterable(patient)
                            .concatMap(each -> each)
                            .collectList()
                            .block(LONG))
                    .hasSize(patient.size())
                    .allMatch(value -> value.startsWith("v:k"));
            Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() -> both.forEach(cache -> {
                        assertThat(cache.flights.keys()).isEmpty();
                        assertThat(cache.waiters.keys()).isEmpty();
                    }));
            assertThat(loads.values()).allSatisfy(each -> assertThat(each).hasValue(1));
            CacheKeys names = new CacheKeys("test." + name);
            Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(Flux.fromIterable(keys)
                                    .flatMap(key ->
                                            instance.link.call(redis -> redis.exists(names.valueTokenStamp(key)[1])))
                                    .reduce(0L, Long::sum)
                                    .block(LONG))
                            .as("tokens")
                            .isZero());
            System.gc();
            both.get(0).put("after", "x").block(LONG);
            assertThat(leaks.list).isEmpty();
        } finally {
            detector.detachAppender(leaks);
            ResourceLeakDetector.setLevel(level);
        }
    }

    @Test
    void whoeverBlocksAnEventLoopFailsHere() {
        assertThatThrownBy(() -> Mono.delay(Duration.ofMillis(1))
                        .doOnNext(tick -> LockSupport.parkNanos(1))
                        .block(LONG))
                .hasMessageContaining("Blocking call");
    }

    private LayeredCache<String> listening() {
        return (LayeredCache<String>) Instances.listening(instances.start().cache(name, String.class));
    }

    private static Mono<String> slow(String key, Map<String, AtomicInteger> loads) {
        return Mono.delay(Duration.ofMillis(300)).map(tick -> {
            loads.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
            return "v:" + key;
        });
    }

    private static void landed(LayeredCache<Integer> cache) {
        Awaitility.await().until(() -> cache.flights.keys().isEmpty());
    }
}
