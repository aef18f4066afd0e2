package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.stores.RedisCluster;
import io.realtimeconnect.stores.RedisSentinel;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Redis Cluster of three masters; a sentinel that fails over. */
class CacheTopologiesTest {

    private final String name = "c" + UUID.randomUUID();

    @Test
    void oneAddressOfAClusterIsEnoughWhereItIsSaidToBeOne() {
        try (RedisCluster redis = Stores.privateRedisCluster()) {
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(CacheAutoConfiguration.class))
                    .withPropertyValues(
                            "perf.cache.redis-url=" + redis.urls().split(",", -1)[0],
                            "perf.cache.command-timeout=5s",
                            "perf.cache.cluster=true")
                    .run(context -> {
                        LayeredCaches caches = context.getBean(LayeredCaches.class);
                        List<String> keys =
                                IntStream.range(0, 60).mapToObj(i -> "k:" + i).toList();
                        reached(caches.cache(name + "-reached", Integer.class), keys);
                        TwoTierCache<Integer> cache = caches.cache(name, Integer.class);
                        Flux.fromIterable(keys)
                                .flatMap(key -> cache.put(key, 1))
                                .blockLast();
                        assertThat(cache.statistics().unavailable()).isZero();
                    });
        }
    }

    @Test
    void onAClusterEachScriptStaysInItsSlotAndADeadNodeTakesItsKeysOnly() {
        try (RedisCluster redis = Stores.privateRedisCluster();
                Instances instances = new Instances(redis.urls())) {
            LayeredCaches caches = instances.start();
            LayeredCaches others = instances.start();
            TwoTierCache<Integer> one = caches.cache(name, Integer.class);
            TwoTierCache<Integer> two = others.cache(name, Integer.class);
            List<String> keys = IntStream.range(0, 300).mapToObj(i -> "k:" + i).toList();
            reached(caches.cache(name + "-reached", Integer.class), keys);
            reached(others.cache(name + "-reached", Integer.class), keys);
            Map<String, Integer> all = new HashMap<>();
            keys.forEach(key -> all.put(key, key.hashCode()));

            AtomicInteger loads = new AtomicInteger();
            assertThat(one.getAll(keys, missing -> {
                                loads.incrementAndGet();
                                Map<String, Integer> found = new HashMap<>(all);
                                found.keySet().retainAll(missing);
                                return Mono.just(found);
                            })
                            .block())
                    .isEqualTo(all);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(two.getAll(keys, missing -> Mono.just(Map.of()))
                                    .block())
                            .isEqualTo(all));
            assertThat(loads).hasValue(1);
            assertThat(one.statistics().unavailable() + two.statistics().unavailable())
                    .isZero();

            CacheOptions tagged = CacheOptions.of(o -> o.tags("t"));
            Flux.range(0, 100).flatMap(i -> one.put("k:" + i, -1, tagged)).blockLast();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(two.get("k:7").block()).isEqualTo(-1));
            two.invalidateTag("t").block();
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(present(one, keys.subList(0, 100))).isZero());
            assertThat(present(two, keys)).isEqualTo(200);
            two.removeAll(keys.subList(100, 200)).block();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(present(one, keys)).isEqualTo(100));
            one.put("other", 1).block();
            one.invalidatePrefix("k").block();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(present(two, keys)).isZero());
            assertThat(two.get("other").block()).isEqualTo(1);
            one.clear().block();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(two.get("other").block()).isNull());
            assertThat(one.statistics().unavailable() + two.statistics().unavailable())
                    .isZero();

            SharedCounter counter = caches.sharedState().counter(name, Duration.ofMinutes(1));
            assertThat(Flux.fromIterable(keys)
                            .flatMap(key -> counter.add(key, 1))
                            .blockLast())
                    .isEqualTo(1);

            SharedHash<Integer> hash = caches.sharedState().hash(name + "-h", Integer.class, Duration.ofMinutes(1));
            SharedList<Integer> list = caches.sharedState().list(name + "-l", Integer.class, Duration.ofMinutes(1));
            SharedSet<Integer> set = caches.sharedState().set(name + "-s", Integer.class, Duration.ofMinutes(1));
            for (String key : keys.subList(0, 20)) {
                assertThat(hash.putAll(key, Map.of("a", 1, "b", 2)).block()).isEqualTo(2);
                assertThat(hash.getAll(key, List.of("a", "b", "c")).block()).hasSize(2);
                assertThat(hash.remove(key, "a", "b").block()).isEqualTo(2);
                assertThat(list.append(key, List.of(1, 2, 3)).block()).isEqualTo(3);
                assertThat(list.range(key, 0, -1).collectList().block()).containsExactly(1, 2, 3);
                assertThat(set.add(key, List.of(1, 2, 3)).block()).isEqualTo(3);
                assertThat(set.remove(key, List.of(1, 2)).block()).isEqualTo(2);
                assertThat(one.putIfAbsent(key, 1).block()).isTrue();
                assertThat(two.putIfAbsent(key, 2, tagged).block()).isFalse();
                one.put(key, 3, 5).block();
                two.remove(key, 5).block();
                assertThat(one.find(key).block()).contains(3);
                assertThat(one.refresh(key, Mono.just(4)).block()).isEqualTo(4);
                one.invalidateSurely(key, 0).block();
            }
            one.put("k:1", 1).block();
            two.invalidatePattern("k*").block();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(present(one, keys)).isZero());
            Awaitility.await().untilAsserted(() -> {
                ((LayeredCache<Integer>) one).coherence.compare().block();
                assertThat(((LayeredCache<Integer>) one).repairs.none()).isTrue();
            });
            assertThat(one.statistics().unavailable() + two.statistics().unavailable())
                    .as("no command of two slots")
                    .isZero();

            redis.nodes().get(1).kill();
            Flux.fromIterable(keys)
                    .concatMap(key -> one.get(key, Mono.just(5)))
                    .doOnNext(value -> assertThat(value).isEqualTo(5))
                    .blockLast(Duration.ofSeconds(60));
        }
    }

    @Test
    void aFailOverLeavesNothingStale() {
        try (RedisSentinel redis = Stores.privateRedisSentinel();
                Instances instances = new Instances(redis.url()).with("command-timeout", "300ms")) {
            LayeredCaches here = instances.start();
            LayeredCaches there = instances.start();
            TwoTierCache<Integer> one = here.cache(name, Integer.class);
            TwoTierCache<Integer> two = there.cache(name, Integer.class);
            AtomicInteger truth = new AtomicInteger(1);
            Mono<Integer> loader = Mono.fromSupplier(truth::get);
            assertThat(one.get("k", loader).block()).isEqualTo(1);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(two.get("k").block()).isEqualTo(1));

            redis.replica().pause();
            truth.set(2);
            one.put("k", 2).block();
            redis.master().kill();
            redis.replica().resume();
            truth.set(3);
            one.put("k", 3).block(Duration.ofSeconds(5));

            Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                assertThat(here.link().call(r -> r.set("w", new byte[0])).block())
                        .isEqualTo("OK");
                assertThat(there.link().call(r -> r.set("w", new byte[0])).block())
                        .isEqualTo("OK");
            });
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(one.get("k", loader).block()).isEqualTo(3);
                assertThat(two.get("k", loader).block()).isEqualTo(3);
            });
            one.put("k", 4).block();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(two.get("k").block()).isEqualTo(4));
        }
    }

    /**
     * Waits until every node has answered: a connection to each is made with its first command, another with the first scan, and either may
     * be refused.
     */
    private static void reached(TwoTierCache<Integer> cache, List<String> keys) {
        Awaitility.await().until(() -> {
            long before = cache.statistics().unavailable();
            present(cache, keys);
            cache.invalidatePattern("none*").block();
            return cache.statistics().unavailable() == before;
        });
    }

    private static long present(TwoTierCache<Integer> cache, List<String> keys) {
        return Flux.fromIterable(keys).flatMap(cache::get).count().block();
    }
}
