package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.KillArgs;
import io.realtimeconnect.stores.RedisCluster;
import io.realtimeconnect.stores.RedisSentinel;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What Redis has lost, and what comes after it was away. */
class CacheOutagesTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name = "c" + UUID.randomUUID();

    @Test
    void changesThatAFailOverHasLostAreNotServed() {
        try (RedisSentinel redis = Stores.privateRedisSentinel();
                Instances instances = new Instances(redis.url()).with("command-timeout", "500ms")) {
            LayeredCaches here = instances.start();
            LayeredCaches there = instances.start();
            TwoTierCache<Integer> one = Instances.listening(here.cache(name, Integer.class));
            TwoTierCache<Integer> two = Instances.listening(there.cache(name, Integer.class));
            one.put("k", 1).block(LONG);
            Awaitility.await().until(() -> redis.replica().isAlive() && replicated(here));

            redis.replica().pause();
            // what is under way would still reach it
            here.link().call(r -> r.clientKill(KillArgs.Builder.typeSlave())).block(LONG);
            one.put("k", 2).block(LONG);
            assertThat(one.statistics().unavailable()).as("Redis has taken it").isZero();
            redis.master().kill();
            redis.replica().resume();
            AtomicInteger loads = new AtomicInteger();
            Mono<Integer> truth = Mono.fromSupplier(() -> {
                loads.incrementAndGet();
                return 2;
            });
            Awaitility.await()
                    .atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> here.link()
                                    .call(r -> r.set("w", new byte[0]))
                                    .block(LONG)
                                    .equals("OK")
                            && there.link()
                                    .call(r -> r.set("w", new byte[0]))
                                    .block(LONG)
                                    .equals("OK"));
            // another change of the bucket hides from the numbers that one is missing
            two.put(sameBucket("k"), 7).block(LONG);
            Awaitility.await().atMost(LONG).untilAsserted(() -> {
                assertThat(one.get("k", truth).block(LONG)).isEqualTo(2);
                assertThat(two.get("k", truth).block(LONG)).isEqualTo(2);
                assertThat(loads).as("the old value is gone from Redis").hasPositiveValue();
            });
        }
    }

    @Test
    void whatWasLoadedWithoutRedisIsForgottenOnceItIsBack() {
        try (RedisServer redis = Stores.privateRedis();
                Instances instances = new Instances(redis.store().url()).with("command-timeout", "500ms")) {
            LayeredCaches all = instances.start();
            TwoTierCache<Integer> here = Instances.listening(all.cache(name, Integer.class));
            TwoTierCache<Integer> there = Instances.listening(instances.start().cache(name, Integer.class));
            redis.kill();
            AtomicInteger truth = new AtomicInteger(1);
            Mono<Integer> loader = Mono.fromSupplier(truth::get);
            assertThat(here.get("k", loader).block(LONG)).isEqualTo(1);
            truth.set(2);
            there.remove("k").block(LONG);
            assertThatThrownBy(() -> there.invalidateSurely("k", 0).block(LONG)).isInstanceOf(CacheUnavailable.class);
            assertThat(here.get("k", loader).block(LONG)).as("alone").isEqualTo(1);
            redis.start();
            Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(here.get("k", loader).block(LONG)).isEqualTo(2));
            Awaitility.await().atMost(LONG).until(() -> ((LayeredCache<Integer>) there).repairs.none());
            Awaitility.await().atMost(LONG).ignoreExceptions().until(() -> {
                there.invalidateSurely("k", 0).block(LONG);
                return true;
            });
        }
    }

    @Test
    void aRefreshWhileRedisIsAwayLeavesNothingOldOnceItIsBack() {
        try (RedisServer redis = Stores.privateRedis();
                Instances instances = new Instances(redis.store().url()).with("command-timeout", "500ms")) {
            TwoTierCache<Integer> here = Instances.listening(instances.start().cache(name, Integer.class));
            TwoTierCache<Integer> there = Instances.listening(instances.start().cache(name, Integer.class));
            here.put("k", 1).block(LONG);
            assertThat(there.get("k").block(LONG)).isEqualTo(1);

            redis.pause();
            try {
                assertThat(here.refresh("k", Mono.just(2)).block(LONG)).isEqualTo(2);
            } finally {
                redis.resume();
            }

            for (TwoTierCache<Integer> instance : List.of(here, there)) {
                Awaitility.await()
                        .atMost(LONG)
                        .untilAsserted(
                                () -> assertThat(instance.get("k", Mono.just(2)).block(LONG))
                                        .isEqualTo(2));
            }
        }
    }

    @Test
    void aCacheThatIsMadeWhileRedisIsAwayIsHeardOfOnceItIsBack() {
        try (RedisServer redis = Stores.privateRedis();
                Instances instances = new Instances(redis.store().url()).with("command-timeout", "500ms")) {
            LayeredCaches all = instances.start();
            Instances.listening(all.cache("other" + name, Integer.class));
            redis.kill();
            Awaitility.await().atMost(LONG).until(() -> !all.link().connected());
            LayeredCache<Integer> late = (LayeredCache<Integer>) all.cache(name, Integer.class);
            redis.start();
            Awaitility.await().atMost(LONG).until(() -> late.subscribed);
        }
    }

    @Test
    void withoutRedisAnOldValueAnswersForAsLongAsItsCallSays() {
        try (RedisServer redis = Stores.privateRedis();
                Instances instances = new Instances(redis.store().url())
                        .with("command-timeout", "500ms")
                        .with("local-ttl", "1ms")
                        .with("fail-safe", "0s")) {
            LayeredCaches all = instances.start();
            TwoTierCache<Integer> cache = Instances.listening(all.cache(name, Integer.class));
            CacheOptions briefly =
                    CacheOptions.of(o -> o.ttl(Duration.ofMillis(1)).failSafe(Duration.ofHours(1)));
            assertThat(cache.get("k", Mono.just(1), briefly).block(LONG)).isEqualTo(1);
            redis.kill();
            Awaitility.await().atMost(LONG).until(() -> !all.link().connected());
            Mono<Integer> failing = Mono.error(new IllegalStateException("away, too"));
            assertThat(cache.get("k", failing, briefly).block(LONG)).isEqualTo(1);
            assertThatThrownBy(() -> cache.get("none", failing, briefly).block(LONG))
                    .hasMessage("away, too");
        }
    }

    @Test
    void aRedisThatComesLateIsUsedOnceItIsThere() {
        try (RedisServer redis = Stores.privateRedis();
                Instances instances = new Instances(redis.store().url()).with("command-timeout", "500ms")) {
            redis.kill();
            TwoTierCache<Integer> here = instances.startUnconnected().cache(name, Integer.class);
            TwoTierCache<Integer> there = instances.startUnconnected().cache(name, Integer.class);
            assertThat(here.get("k", Mono.just(1)).block(LONG)).isEqualTo(1);
            redis.start();
            Awaitility.await().atMost(LONG).untilAsserted(() -> {
                here.put("k", 2).block(LONG);
                assertThat(there.get("k").block(LONG)).isEqualTo(2);
            });
        }
    }

    @Test
    void moreCommandsThanMayWaitAreRefusedAtOnce() {
        try (RedisServer redis = Stores.privateRedis();
                Instances instances = new Instances(redis.store().url()).with("command-timeout", "1m")) {
            CacheLink link = instances.start().link();
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger answered = new AtomicInteger();
            redis.pause();
            try {
                for (int i = 0; i < CacheLink.QUEUE + 2_000; i++) {
                    link.call(false, r -> r.ping())
                            .subscribe(pong -> answered.incrementAndGet(), e -> refused.incrementAndGet());
                }
                Awaitility.await().untilAsserted(() -> assertThat(refused.get()).isGreaterThanOrEqualTo(1_900));
                assertThat(answered).hasValue(0);
            } finally {
                redis.resume();
            }
            Awaitility.await().until(() -> answered.get() + refused.get() == CacheLink.QUEUE + 2_000);
            assertThat(answered).hasPositiveValue();
        }
    }

    @Test
    void aDeadNodeTakesNothingFromTheBucketsOfOthers() {
        try (RedisCluster redis = Stores.privateRedisCluster();
                Instances instances = new Instances(redis.urls())) {
            LayeredCaches all = instances.start();
            LayeredCache<Integer> here = raw(all.cache(name, Integer.class));
            LayeredCache<Integer> there = raw(instances.start().cache(name, Integer.class));
            List<String> keys = IntStream.range(0, 200).mapToObj(i -> "k:" + i).toList();
            Awaitility.await().atMost(LONG).until(() -> {
                long before =
                        here.statistics().unavailable() + there.statistics().unavailable();
                Flux.fromIterable(keys).flatMap(key -> here.put(key, 1)).blockLast(LONG);
                Flux.fromIterable(keys).flatMap(there::get).blockLast(LONG);
                return here.statistics().unavailable() + there.statistics().unavailable() == before;
            });
            redis.nodes().get(2).kill();
            here.clear().block(LONG);
            List<Integer> doubted = here.repairs.buckets();
            assertThat(doubted).hasSizeBetween(1, 50);
            String live = keys.stream()
                    .filter(key -> !doubted.contains(CacheKeys.bucket(key)))
                    .findFirst()
                    .orElseThrow();
            String dead = keys.stream()
                    .filter(key -> doubted.contains(CacheKeys.bucket(key)))
                    .findFirst()
                    .orElseThrow();
            assertThat(here.get(dead, Mono.just(2)).block(LONG)).isEqualTo(2);
            Awaitility.await().atMost(LONG).untilAsserted(() -> {
                here.put(live, 3).block(LONG);
                assertThat(there.get(live).block(LONG)).isEqualTo(3);
            });
        }
    }

    @Test
    void doubtsThatComeUpWhileOthersAreSettledStay() {
        Repairs repairs = new Repairs();
        repairs.add("k");
        long until = repairs.now();
        repairs.add("k");
        repairs.done("k", until);
        assertThat(repairs.concern("k")).isTrue();
        repairs.done("k", repairs.now());
        assertThat(repairs.concern("k")).isFalse();
        assertThat(repairs.none()).isTrue();

        int bucket = CacheKeys.bucket("k");
        repairs.addAll();
        repairs.add("k");
        until = repairs.now();
        repairs.addBucket(bucket);
        IntStream.range(0, CacheKeys.BUCKETS).forEach(each -> repairs.doneBucket(each, repairs.now() - 1));
        assertThat(repairs.buckets()).containsExactly(bucket);
        repairs.doneBucket(bucket, until);
        assertThat(repairs.concern("k")).isTrue();
        repairs.doneBucket(bucket, repairs.now());
        assertThat(repairs.none()).isTrue();
    }

    @Test
    void moreDoubtsThanAreCountedAreOfTheirBuckets() {
        Repairs repairs = new Repairs();
        IntStream.range(0, 20_000).forEach(i -> repairs.add("k" + i));
        assertThat(repairs.keys()).hasSizeLessThanOrEqualTo(10_000);
        assertThat(IntStream.range(0, 20_000).mapToObj(i -> "k" + i)).allMatch(repairs::concern);
    }

    private static boolean replicated(LayeredCaches caches) {
        return caches.link().call(redis -> redis.waitForReplication(1, 1000)).block(LONG) == 1;
    }

    private static String sameBucket(String key) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "s" + i)
                .filter(other -> CacheKeys.bucket(other) == CacheKeys.bucket(key))
                .findFirst()
                .orElseThrow();
    }

    private static <V> LayeredCache<V> raw(TwoTierCache<V> cache) {
        return (LayeredCache<V>) Instances.listening(cache);
    }
}
