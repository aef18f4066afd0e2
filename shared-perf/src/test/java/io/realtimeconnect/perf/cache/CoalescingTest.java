package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A key is loaded by one, whoever asks for it: one key or many, on any instance. */
class CoalescingTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = "c" + UUID.randomUUID();
    // slow machines: nobody is to give up waiting
    private final Instances instances =
            new Instances(Stores.redis().url()).with("lease-wait", "50s").with("hard-timeout", "55s");
    private final Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
    private final Queue<Collection<String>> calls = new ConcurrentLinkedQueue<>();
    private final Sinks.Empty<Void> gate = Sinks.empty();

    @AfterEach
    void close() {
        instances.close();
    }

    @Test
    void aThousandMissesOnFourInstancesAreOneLoad() {
        List<TwoTierCache<String>> four = List.of(cache(), cache(), cache(), cache());
        List<Mono<String>> answers = IntStream.range(0, 1000)
                .mapToObj(i -> asked(four.get(i % 4).get("hot", one("hot"))))
                .toList();
        Awaitility.await().until(() -> four.stream().mapToLong(this::waits).sum() >= 3);
        assertThat(four.stream()
                        .mapToLong(cache -> raw(cache).meters.coalesced.sum())
                        .sum())
                .as("whoever comes second on an instance joins")
                .isEqualTo(996);
        gate.tryEmitEmpty();
        assertThat(all(answers)).hasSize(1000).containsOnly("v:hot");
        assertThat(loads.get("hot")).hasValue(1);
        assertNothingIsLeft(four, List.of("hot"));
    }

    @Test
    void manyKeysOnFourInstancesAreLoadedOnceEach() {
        List<TwoTierCache<String>> four = List.of(cache(), cache(), cache(), cache());
        List<Mono<Map<String, String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(asked(four.get(i % 4).getAll(keys(i % 20, i % 20 + 10), many())));
        }
        Awaitility.await().until(() -> calls.stream().mapToInt(Collection::size).sum() == 29);
        gate.tryEmitEmpty();
        List<Map<String, String>> found = all(answers);
        for (int i = 0; i < 200; i++) {
            assertThat(found.get(i)).isEqualTo(values(keys(i % 20, i % 20 + 10)));
        }
        assertThat(loads).hasSize(29);
        assertThat(loads.values()).allSatisfy(each -> assertThat(each).hasValue(1));
        assertNothingIsLeft(four, keys(0, 29));
    }

    @Test
    void manyWaitForOneAndOneForMany() {
        var here = cache();
        var there = cache();
        Mono<String> single = asked(here.get("k:3", one("k:3")));
        Awaitility.await().until(() -> loads.containsKey("k:3"));
        Mono<Map<String, String>> near = asked(here.getAll(keys(0, 5), many()));
        Mono<Map<String, String>> far = asked(there.getAll(keys(2, 8), many()));
        Awaitility.await().until(() -> loads.size() == 8);
        List<Mono<String>> singles = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            singles.add(asked(here.get("k:" + i, one("k:" + i))));
            singles.add(asked(there.get("k:" + i, one("k:" + i))));
        }
        gate.tryEmitEmpty();
        assertThat(single.block(LONG)).isEqualTo("v:k:3");
        assertThat(near.block(LONG)).isEqualTo(values(keys(0, 5)));
        assertThat(far.block(LONG)).isEqualTo(values(keys(2, 8)));
        assertThat(all(singles)).containsAll(values(keys(0, 8)).values());
        assertThat(loads.values()).allSatisfy(each -> assertThat(each).hasValue(1));
        assertThat(calls).as("all that nobody loads is one call").hasSize(2);
        assertNothingIsLeft(List.of(here, there), keys(0, 8));
    }

    @Test
    void ofManyTheCallerThatCancelsTakesNothingFromTheOthers() {
        var here = cache();
        var there = cache();
        Disposable gone = here.getAll(keys(0, 5), many()).subscribe();
        Awaitility.await().until(() -> loads.size() == 5);
        Mono<Map<String, String>> near = asked(here.getAll(keys(3, 8), many()));
        Mono<Map<String, String>> far = asked(there.getAll(keys(0, 3), many()));
        Mono<String> single = asked(there.get("k:1", one("k:1")));
        gone.dispose();
        gate.tryEmitEmpty();
        assertThat(near.block(LONG)).isEqualTo(values(keys(3, 8)));
        assertThat(far.block(LONG)).isEqualTo(values(keys(0, 3)));
        assertThat(single.block(LONG)).isEqualTo("v:k:1");
        assertThat(loads.values()).allSatisfy(each -> assertThat(each).hasValue(1));
        assertNothingIsLeft(List.of(here, there), keys(0, 8));
    }

    @Test
    void aLoadOfManyThatFailsFailsForAllWhoWaitAndHoldsUpNobody() {
        var here = cache();
        var there = cache();
        Mono<Map<String, String>> failing = asked(
                here.getAll(keys(0, 5), missing -> gate.asMono().then(Mono.error(new IllegalStateException("down")))));
        Awaitility.await().until(() -> raw(here).flights.keys().size() == 5);
        Awaitility.await().until(() -> raw(here).meters.misses.sum() == 5);
        Mono<String> joined = asked(here.get("k:1", one("k:1")));
        Mono<Map<String, String>> far = asked(there.getAll(keys(0, 5), many()));
        Awaitility.await().until(() -> waits(there) >= 5);
        gate.tryEmitEmpty();
        assertThatThrownBy(() -> failing.block(LONG)).hasMessage("down");
        assertThatThrownBy(() -> joined.block(LONG)).hasMessage("down");
        assertThat(far.block(LONG)).as("gets the tokens").isEqualTo(values(keys(0, 5)));
        assertThat(here.getAll(keys(0, 5), many()).block(LONG)).isEqualTo(values(keys(0, 5)));
        assertThat(loads.values()).allSatisfy(each -> assertThat(each).hasValue(1));
        assertNothingIsLeft(List.of(here, there), keys(0, 5));
    }

    @Test
    void aLoaderOfManyThatThrowsGivesItsTokensBack() {
        var here = cache();
        gate.tryEmitEmpty();
        assertThatThrownBy(() -> here.getAll(keys(0, 5), missing -> {
                            throw new IllegalStateException("thrown");
                        })
                        .block(LONG))
                .hasMessage("thrown");
        assertNothingIsLeft(List.of(here), keys(0, 5));
        assertThat(cache().getAll(keys(0, 5), many()).block(LONG)).isEqualTo(values(keys(0, 5)));
    }

    @Test
    void whatAnotherInstanceDoesNotFillInTimeIsLoadedInOneCall() {
        instances.with("lease-wait", "200ms");
        var here = cache();
        var there = cache();
        asked(here.getAll(keys(0, 5), missing -> Mono.never()));
        Awaitility.await().until(() -> raw(here).meters.misses.sum() == 5);
        gate.tryEmitEmpty();
        assertThat(there.getAll(keys(0, 5), many()).block(LONG)).isEqualTo(values(keys(0, 5)));
        assertThat(calls.stream().mapToInt(Collection::size).sum()).isEqualTo(5);
        Awaitility.await().until(() -> raw(there).flights.keys().isEmpty());
        assertThat(raw(here).flights.keys()).as("is still hung").hasSize(5);
    }

    private TwoTierCache<String> cache() {
        return Instances.listening(instances.start().cache(name, String.class));
    }

    private long waits(TwoTierCache<String> cache) {
        return raw(cache).meters.waits.sum();
    }

    private static LayeredCache<String> raw(TwoTierCache<String> cache) {
        return (LayeredCache<String>) cache;
    }

    /** Asked for now, the answer kept. */
    private static <T> Mono<T> asked(Mono<T> answer) {
        Mono<T> kept = answer.cache();
        kept.subscribe(value -> {}, failure -> {});
        return kept;
    }

    private static <T> List<T> all(List<Mono<T>> answers) {
        return Flux.fromIterable(answers)
                .concatMap(answer -> answer)
                .collectList()
                .block(LONG);
    }

    private Mono<String> one(String key) {
        return Mono.defer(() -> {
            loads.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
            return gate.asMono().thenReturn("v:" + key);
        });
    }

    private Function<Collection<String>, Mono<Map<String, String>>> many() {
        return missing -> {
            calls.add(missing);
            missing.forEach(
                    key -> loads.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet());
            return gate.asMono().then(Mono.fromSupplier(() -> values(missing)));
        };
    }

    private static List<String> keys(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "k:" + i).toList();
    }

    private static Map<String, String> values(Collection<String> keys) {
        Map<String, String> values = new HashMap<>();
        keys.forEach(key -> values.put(key, "v:" + key));
        return values;
    }

    /** No load in the air, no waiter, and no token in Redis. */
    private void assertNothingIsLeft(List<TwoTierCache<String>> caches, List<String> keys) {
        CacheKeys names = new CacheKeys("test." + name);
        Awaitility.await()
                .untilAsserted(() -> caches.forEach(cache -> {
                    assertThat(raw(cache).flights.keys()).isEmpty();
                    assertThat(raw(cache).waiters.keys()).isEmpty();
                }));
        try (Instances watching = new Instances(Stores.redis().url())) {
            CacheLink link = watching.start().link();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(Flux.fromIterable(keys)
                                    .filterWhen(key -> link.call(redis -> redis.exists(names.valueTokenStamp(key)[1]))
                                            .map(there -> there > 0))
                                    .collectList()
                                    .block(LONG))
                            .isEmpty());
        }
    }
}
