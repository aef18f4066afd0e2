package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class TwoTierCacheTest {

    record Profile(String name, int age) {}

    private static final Profile ADA = new Profile("Ada", 36);
    private static final Profile EVE = new Profile("Eve", 20);

    private final String name = "c" + UUID.randomUUID();
    /** Without comparisons meanwhile: what others see, messages have told them. */
    private final Instances instances = new Instances(Stores.redis().url()).with("heartbeat", "1m");

    @AfterEach
    void close() {
        instances.close();
    }

    @Test
    void aLoadedValueIsServedByBothTiersAndByOtherInstances() {
        var one = cache();
        var two = cache();
        AtomicInteger loads = new AtomicInteger();
        Mono<Profile> loader = Mono.fromSupplier(() -> {
            loads.incrementAndGet();
            return ADA;
        });
        assertThat(one.get("user:1", loader).block()).isEqualTo(ADA);
        assertThat(one.get("user:1", loader).block()).isEqualTo(ADA);
        Awaitility.await()
                .untilAsserted(() -> assertThat(two.get("user:1").block()).isEqualTo(ADA));
        assertThat(two.get("user:1").block()).isEqualTo(ADA);
        assertThat(loads).hasValue(1);
        assertThat(one.statistics().localHits()).isEqualTo(1);
        assertThat(two.statistics().remoteHits()).isEqualTo(1);
        assertThat(two.statistics().localHits()).isEqualTo(1);
    }

    @Test
    void aChangeIsSeenByOtherInstancesAtOnce() {
        var one = cache();
        var two = cache();
        one.put("user:1", ADA).block();
        assertThat(two.get("user:1").block()).isEqualTo(ADA);
        one.put("user:1", EVE).block();
        assertThat(one.get("user:1").block()).isEqualTo(EVE);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(two.get("user:1").block()).isEqualTo(EVE));
        two.remove("user:1").block();
        assertThat(two.get("user:1").block()).isNull();
        Awaitility.await()
                .untilAsserted(() -> assertThat(one.get("user:1").block()).isNull());
    }

    @Test
    void absenceFailureAndValueAreThreeThings() {
        var cache = cache();
        AtomicInteger loads = new AtomicInteger();
        Mono<Profile> absent = Mono.defer(() -> {
            loads.incrementAndGet();
            return Mono.empty();
        });
        assertThat(cache.get("a", absent).block()).isNull();
        assertThat(cache.get("a", absent).block()).isNull();
        assertThat(loads).hasValue(1);
        Mono<Profile> failing = Mono.error(new IllegalStateException("loader"));
        assertThatThrownBy(() -> cache.get("b", failing).block()).hasMessage("loader");
        assertThat(cache.get("b", Mono.just(ADA)).block()).isEqualTo(ADA);
        cache.put("a", EVE).block();
        assertThat(cache.get("a", absent).block()).isEqualTo(EVE);
    }

    @Test
    void aThousandMissesOnFourInstancesAreOneLoad() {
        List<TwoTierCache<Profile>> four = List.of(cache(), cache(), cache(), cache());
        AtomicInteger loads = new AtomicInteger();
        Mono<Profile> slow = Mono.delay(Duration.ofMillis(100)).map(tick -> {
            loads.incrementAndGet();
            return ADA;
        });
        List<Profile> answers = Flux.range(0, 1000)
                .flatMap(i -> four.get(i % 4).get("hot", slow), 1000)
                .collectList()
                .block(Duration.ofSeconds(10));
        assertThat(answers).hasSize(1000).containsOnly(ADA);
        assertThat(loads).hasValue(1);
    }

    @Test
    void aCallerThatCancelsTakesTheLoadFromNobody() {
        var cache = cache();
        AtomicInteger loads = new AtomicInteger();
        Mono<Profile> slow = Mono.delay(Duration.ofMillis(200)).map(tick -> {
            loads.incrementAndGet();
            return ADA;
        });
        List<Disposable> gone = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            gone.add(cache.get("k", slow).subscribe());
        }
        Mono<Profile> stays = cache.get("k", slow).cache();
        stays.subscribe();
        gone.forEach(Disposable::dispose);
        assertThat(stays.block(Duration.ofSeconds(5))).isEqualTo(ADA);
        assertThat(loads).hasValue(1);
    }

    @Test
    void aLoadOvertakenByAChangeIsNotKept() {
        var one = cache();
        var two = cache();
        Mono<Profile> old = Mono.delay(Duration.ofMillis(300)).thenReturn(ADA);
        Mono<Profile> reading = one.get("k", old).cache();
        reading.subscribe();
        Awaitility.await().until(() -> exists(one, "k"));
        two.remove("k").block();
        assertThat(reading.block()).isEqualTo(ADA);
        Awaitility.await()
                .untilAsserted(() -> assertThat(((LayeredCache<Profile>) one).meters.refusedFills.sum())
                        .isEqualTo(1));
        assertThat(one.get("k").block()).isNull();
        assertThat(two.get("k").block()).isNull();
        assertThat(one.get("k", Mono.just(EVE)).block()).isEqualTo(EVE);
    }

    private static boolean exists(TwoTierCache<?> cache, String key) {
        return ((LayeredCache<?>) cache).flights.has(key) && ((LayeredCache<?>) cache).meters.misses.sum() == 1;
    }

    @Test
    void aPrefixEndsAtADelimiter() {
        var one = cache();
        var two = cache();
        Flux.just("users", "users:1", "users:1:friends", "usersAbc", "users*")
                .concatMap(key -> one.put(key, ADA))
                .blockLast();
        Flux.just("users", "users:1", "usersAbc").concatMap(two::get).blockLast();
        one.invalidatePrefix("users").block();
        assertThat(one.get("users").block()).isNull();
        assertThat(one.get("users:1").block()).isNull();
        assertThat(one.get("users:1:friends").block()).isNull();
        assertThat(one.get("usersAbc").block()).isEqualTo(ADA);
        assertThat(one.get("users*").block()).isEqualTo(ADA);
        Awaitility.await()
                .untilAsserted(() -> assertThat(two.get("users:1").block()).isNull());
        assertThat(two.get("usersAbc").block()).isEqualTo(ADA);
        one.invalidatePattern("users[A-C]*").block();
        assertThat(one.get("usersAbc").block()).isNull();
    }

    @Test
    void clearEmptiesAllTiersAndWinsOverLoadsUnderWay() {
        var one = cache();
        var two = cache();
        one.put("a", ADA).block();
        assertThat(two.get("a").block()).isEqualTo(ADA);
        Mono<Profile> reading =
                one.get("b", Mono.delay(Duration.ofMillis(300)).thenReturn(ADA)).cache();
        reading.subscribe();
        Awaitility.await().until(() -> exists(one, "b"));
        two.clear().block();
        reading.block();
        assertThat(two.get("a").block()).isNull();
        Awaitility.await().untilAsserted(() -> assertThat(one.get("a").block()).isNull());
        assertThat(one.get("b").block()).isNull();
        assertThatThrownBy(() ->
                        one.get("a", Mono.error(new IllegalStateException("x"))).block())
                .hasMessage("x");
        one.put("a", EVE).block();
        assertThat(two.get("a").block()).isEqualTo(EVE);
    }

    @Test
    void manyKeysAreOneLookAndOneLoad() {
        var cache = cache();
        cache.put("k1", ADA).block();
        AtomicInteger loads = new AtomicInteger();
        var keys = List.of("k1", "k2", "k3", "k4");
        Map<String, Profile> found = cache.getAll(keys, missing -> {
                    loads.incrementAndGet();
                    assertThat(missing).containsExactlyInAnyOrder("k2", "k3", "k4");
                    return Mono.just(Map.of("k2", EVE, "k3", ADA));
                })
                .block();
        assertThat(found).containsOnlyKeys("k1", "k2", "k3");
        assertThat(cache.getAll(keys, missing -> Mono.error(new IllegalStateException("asked for " + missing)))
                        .block())
                .isEqualTo(found);
        var other = cache();
        Awaitility.await()
                .untilAsserted(() -> assertThat(other.getAll(
                                        keys, missing -> Mono.error(new IllegalStateException("asked for " + missing)))
                                .block())
                        .isEqualTo(found));
        assertThat(loads).hasValue(1);
    }

    @Test
    void anOldValueAnswersWhenTheLoaderFailsOrIsSlow() {
        instances
                .with("ttl", "50ms")
                .with("local-ttl", "50ms")
                .with("fail-safe", "1m")
                .with("soft-timeout", "100ms");
        var cache = cache();
        cache.put("k", ADA).block();
        Awaitility.await().until(() -> cache.get("k").block() == null);
        assertThat(cache.get("k", Mono.error(new IllegalStateException("down"))).block())
                .isEqualTo(ADA);
        assertThat(cache.get("k", Mono.<Profile>never()).block(Duration.ofSeconds(2)))
                .isEqualTo(ADA);
        assertThat(cache.statistics().failSafe()).isPositive();
    }

    @Test
    void aHungLoaderIsGivenUpAtTheHardTimeOut() {
        instances.with("hard-timeout", "200ms");
        var cache = cache();
        assertThatThrownBy(() -> cache.get("k", Mono.<Profile>never()).block(Duration.ofSeconds(5)))
                .hasRootCauseInstanceOf(TimeoutException.class);
        assertThat(cache.get("k", Mono.just(ADA)).block()).isEqualTo(ADA);
    }

    @Test
    void anOldValueAnswersAtOnceWhileItIsLoadedAnew() {
        instances.with("ttl", "50ms").with("local-ttl", "50ms").with("stale-while-revalidate", "1m");
        var cache = cache();
        cache.put("k", ADA).block();
        Awaitility.await().until(() -> cache.get("k").block() == null);
        AtomicInteger loads = new AtomicInteger();
        Mono<Profile> fresh = Mono.fromSupplier(() -> {
            loads.incrementAndGet();
            return EVE;
        });
        assertThat(cache.get("k", fresh.delaySubscription(Duration.ofMillis(50)))
                        .block())
                .isEqualTo(ADA);
        Awaitility.await()
                .untilAsserted(() -> assertThat(cache.get("k", fresh).block()).isEqualTo(EVE));
    }

    @Test
    void ofWritersThatRaceTheHighestVersionStays() {
        var one = cache();
        var two = cache();
        one.put("k", EVE, 3).block();
        two.put("k", ADA, 2).block();
        assertThat(two.get("k").block()).isEqualTo(EVE);
        assertThat(one.get("k").block()).isEqualTo(EVE);
    }

    @Test
    void aValueOfAnotherSchemaIsAMiss() {
        var old = cache();
        old.put("k", ADA).block();
        instances.with("caches." + name + ".schema", "2");
        var next = cache();
        assertThat(next.get("k").block()).isNull();
        assertThat(next.get("k", Mono.just(EVE)).block()).isEqualTo(EVE);
    }

    private TwoTierCache<Profile> cache() {
        return instances.start().cache(name, Profile.class);
    }
}
