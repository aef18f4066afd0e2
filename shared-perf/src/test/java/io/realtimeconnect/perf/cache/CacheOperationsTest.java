package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What a cache can do beyond reading through, putting and removing. */
class CacheOperationsTest {

    private final String name = "c" + UUID.randomUUID();
    private final Instances instances = new Instances(Stores.redis().url());

    @AfterEach
    void close() {
        instances.close();
    }

    @Test
    void ofManyWhoPutIfAbsentOneDoes() {
        var one = cache();
        var two = cache();
        Long done = Flux.range(0, 100)
                .flatMap(i -> (i % 2 == 0 ? one : two).putIfAbsent("k", "v" + i), 100)
                .filter(put -> put)
                .count()
                .block();
        assertThat(done).isEqualTo(1);
        assertThat(one.get("k").block()).isEqualTo(two.get("k").block()).startsWith("v");
        one.remove("k").block();
        assertThat(two.putIfAbsent("k", "again").block()).isTrue();
        one.putAbsence("gone").block();
        assertThat(two.find("gone").block()).isEqualTo(Optional.empty());
        assertThat(two.putIfAbsent("gone", "there").block()).isTrue();
        one.put("short", "old", CacheOptions.of(o -> o.ttl(Duration.ofMillis(20))))
                .block();
        Awaitility.await().until(() -> two.putIfAbsent("short", "new").block());
        Awaitility.await()
                .untilAsserted(() -> assertThat(one.get("short").block()).isEqualTo("new"));
    }

    @Test
    void noEntryIsServedByTheFirstTierForLongerThanItsCacheAllows() {
        instances.with("local-ttl", "100ms");
        TwoTierCache<String> cache = cache();
        cache.put("k", "v", CacheOptions.of(o -> o.localTtl(Duration.ofHours(1))))
                .block();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() ->
                        "v".equals(cache.get("k").block()) && cache.statistics().remoteHits() > 0);
    }

    @Test
    void whatIsNoMoreIsNotPutBackByALateWriter() {
        var one = cache();
        var two = cache();
        one.put("k", "third", 3).block();
        two.putAbsence("k", 10).block();

        one.put("k", "late", 4).block();
        one.remove("k", 10).block();
        one.put("k", "later", 5).block();

        assertThat(one.find("k").block()).isEqualTo(Optional.empty());
        assertThat(two.find("k").block()).isEqualTo(Optional.empty());
        one.put("k", "anew", 11).block();
        assertThat(one.get("k").block()).isEqualTo("anew");
    }

    @Test
    void whatWasRemovedIsNotPutBackByALateWriterBeforeOrAfterItIsLoadedAgain() {
        var one = cache();
        var two = cache();
        one.put("k", "fourth", 4).block();
        two.remove("k", 6).block();
        one.put("k", "late", 5).block();
        assertThat(two.find("k").block()).isNull();

        assertThat(two.get("k", Mono.just("sixth")).block()).isEqualTo("sixth");
        Awaitility.await().until(() -> one.find("k").block(), Optional.of("sixth")::equals);
        one.put("k", "later", 5).block();
        assertThat(one.get("k").block()).isEqualTo("sixth");
        assertThat(two.get("k").block()).isEqualTo("sixth");

        one.put("k", "seventh", 7).block();
        assertThat(one.get("k").block()).isEqualTo("seventh");
    }

    @Test
    void aRemovalOfAVersionIsNoValueToPutIfAbsentNorToManyLookedFor() {
        var cache = cache();
        cache.remove("k", 6).block();
        assertThat(cache.getAll(List.of("k")).block()).isEmpty();
        assertThat(cache.getAll(List.of("k"), missing -> Mono.just(Map.of("k", "loaded")))
                        .block())
                .containsEntry("k", "loaded");
        cache.remove("l", 6).block();
        assertThat(cache.putIfAbsent("l", "put").block()).isTrue();
        assertThat(cache.get("l").block()).isEqualTo("put");
    }

    @Test
    void manyAreRemovedAtOnceAndEverywhere() {
        var one = cache();
        var two = cache();
        List<String> keys = IntStream.range(0, 500).mapToObj(i -> "k" + i).toList();
        Flux.fromIterable(keys).flatMap(key -> one.put(key, key)).blockLast();
        Flux.fromIterable(keys).flatMap(two::get).blockLast();
        one.removeAll(keys.subList(0, 499)).block();
        Awaitility.await()
                .untilAsserted(() -> assertThat(Flux.fromIterable(keys)
                                .flatMap(two::get)
                                .collectList()
                                .block())
                        .containsExactly("k499"));
    }

    @Test
    void aTagRemovesWhatCarriesItEverywhereAndNothingElse() {
        var one = cache();
        var two = cache();
        CacheOptions red = CacheOptions.of(o -> o.tags("red"));
        CacheOptions both = CacheOptions.of(o -> o.tags("red", "blue"));
        Flux.range(0, 50).flatMap(i -> one.put("red" + i, "v", red)).blockLast();
        one.get("loaded", Mono.just("v"), both).block();
        one.getAll(List.of("bulk"), missing -> Mono.just(Map.of("bulk", "v")), red)
                .block();
        one.put("plain", "v").block();
        one.put("blue", "v", CacheOptions.of(o -> o.tags("blue"))).block();
        Awaitility.await().untilAsserted(() -> assertThat(values(two)).hasSize(54));
        two.invalidateTag("red").block();
        assertThat(values(two)).containsExactlyInAnyOrder("plain", "blue");
        Awaitility.await().untilAsserted(() -> assertThat(values(one)).containsExactlyInAnyOrder("plain", "blue"));
        one.invalidateTag("blue").block();
        Awaitility.await().untilAsserted(() -> assertThat(values(two)).containsExactly("plain"));
    }

    @Test
    void aTagVoidsLoadsThatItOvertakes() {
        var one = cache();
        var two = cache();
        CacheOptions red = CacheOptions.of(o -> o.tags("red"));
        Mono<String> slow = Mono.delay(Duration.ofMillis(300)).thenReturn("old");
        Mono<String> loading = one.get("k", slow, red).cache();
        loading.subscribe();
        Awaitility.await().until(() -> ((LayeredCache<String>) one).meters.misses.sum() == 1);
        two.invalidateTag("red").block();
        assertThat(loading.block()).isEqualTo("old");
        Awaitility.await()
                .during(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(one.get("k").block()).isNotEqualTo("old"));
        assertThat(two.get("k").block()).isNotEqualTo("old");
    }

    @Test
    void aPatternVoidsLoadsThatItOvertakesAlsoOnceTheStampIsLostThatSaysSo() {
        LayeredCaches all = instances.start();
        LayeredCache<String> cache = (LayeredCache<String>) all.cache(name, String.class);
        for (String key : List.of("k", "lost")) {
            Sinks.Empty<Void> gate = Sinks.empty();
            Mono<String> loading =
                    cache.get(key, gate.asMono().thenReturn("old")).cache();
            long misses = cache.meters.misses.sum();
            long refused = cache.meters.refusedFills.sum();
            loading.subscribe();
            Awaitility.await().until(() -> cache.meters.misses.sum() > misses);
            cache.invalidatePattern(key + "*").block();
            if (key.equals("lost")) {
                String stamp = new CacheKeys("test." + name).stamp(CacheKeys.bucket(key));
                assertThat(all.link().call(r -> r.del(stamp)).block()).isEqualTo(1);
            }
            gate.tryEmitEmpty();
            assertThat(loading.block()).isEqualTo("old");
            Awaitility.await().until(() -> cache.meters.refusedFills.sum() > refused);
            assertThat(cache.find(key).block()).isNull();
        }
    }

    @Test
    void aServerThatEvictsLosesNoTag() {
        try (RedisServer redis = Stores.privateRedis();
                Instances evicting = new Instances(redis.store().url())) {
            LayeredCaches caches = evicting.with("compress-above", "1GB").start();
            TwoTierCache<String> cache = caches.cache(name, String.class);
            TwoTierCache<String> other = evicting.start().cache(name, String.class);
            Flux.range(0, 20)
                    .flatMap(i -> cache.put("t" + i, "v", CacheOptions.of(o -> o.tags("t"))))
                    .blockLast();
            Flux.range(0, 20).flatMap(i -> other.get("t" + i)).blockLast();
            // what an eviction of the index alone leaves behind
            Flux.range(0, CacheKeys.BUCKETS)
                    .flatMap(b -> caches.link().call(r -> r.del(new CacheKeys("test." + name).index(b, "t"))))
                    .blockLast();
            caches.link()
                    .call(r -> r.configSet("maxmemory-policy", "allkeys-lru"))
                    .block();
            caches.link().call(r -> r.configSet("maxmemory", "4mb")).block();
            String large = "x".repeat(100_000);
            Flux.range(0, 60).concatMap(i -> cache.put("filler" + i, large)).blockLast();
            caches.link().call(r -> r.configSet("maxmemory", "0")).block();
            cache.invalidateTag("t").block();
            for (int i = 0; i < 20; i++) {
                assertThat(cache.get("t" + i).block()).isNull();
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(Flux.range(0, 20)
                                    .flatMap(i -> other.get("t" + i))
                                    .collectList()
                                    .block())
                            .isEmpty());
        }
    }

    @Test
    void anEvictionOfOldCostsEachBucketOnce() {
        try (RedisServer redis = Stores.privateRedis();
                Instances evicting = new Instances(redis.store().url())) {
            LayeredCaches caches = evicting.with("compress-above", "1GB").start();
            TwoTierCache<String> cache = caches.cache(name, String.class);
            caches.link()
                    .call(r -> r.configSet("maxmemory-policy", "allkeys-lru"))
                    .block();
            caches.link().call(r -> r.configSet("maxmemory", "4mb")).block();
            String large = "x".repeat(100_000);
            Flux.range(0, 60).concatMap(i -> cache.put("filler" + i, large)).blockLast();
            caches.link().call(r -> r.configSet("maxmemory", "0")).block();
            cache.invalidateTag("t").block();
            Flux.range(0, 50)
                    .concatMap(i -> cache.put("k" + i, "v", CacheOptions.of(o -> o.tags(i % 2 == 0 ? "even" : "odd"))))
                    .blockLast();
            cache.invalidateTag("even").block();
            assertThat(Flux.range(0, 50)
                            .filterWhen(i -> cache.get("k" + i).hasElement())
                            .collectList()
                            .block())
                    .containsExactlyElementsOf(
                            IntStream.range(0, 25).map(i -> 2 * i + 1).boxed().toList());
        }
    }

    @Test
    void aValueSaysItselfHowItIsKept() {
        var cache = cache();
        CacheOptions told = CacheOptions.of(o -> o.fitting(
                String.class,
                value -> CacheOptions.of(own -> {
                    if (value.startsWith("brief")) {
                        own.ttl(Duration.ofMillis(50)).failSafe(Duration.ZERO);
                    } else {
                        own.tags(value);
                    }
                })));
        assertThat(cache.get("loaded", Mono.just("red"), told).block()).isEqualTo("red");
        assertThat(cache.get("brief", Mono.just("brief"), told).block()).isEqualTo("brief");
        assertThat(cache.getAll(
                                List.of("many", "others"),
                                missing -> Mono.just(Map.of("many", "red", "others", "blue")),
                                told)
                        .block())
                .hasSize(2);
        cache.put("put", "red", told).block();
        Awaitility.await().until(() -> cache.get("brief").blockOptional().isEmpty());
        Awaitility.await()
                .untilAsserted(() -> assertThat(cache.getAll(List.of("loaded", "many", "others", "put"))
                                .block())
                        .hasSize(4));
        cache.invalidateTag("red").block();
        assertThat(cache.getAll(List.of("loaded", "many", "others", "put")).block())
                .containsOnlyKeys("others");
    }

    @Test
    void aValueThatCannotSayHowItIsKeptFailsItsLoadAndLeavesNoToken() {
        var cache = cache();
        CacheOptions mute = CacheOptions.of(o -> o.fitting(String.class, value -> {
            throw new IllegalStateException("mute");
        }));
        assertThatThrownBy(() -> cache.get("k", Mono.just("v"), mute).block()).hasMessage("mute");
        assertThat(cache.get("k", Mono.just("v")).block(Duration.ofSeconds(2))).isEqualTo("v");
    }

    @Test
    void whatIsKeptOutOfRedisIsPutOnceWhereItIsAbsent() {
        var cache = cache();
        CacheOptions here = CacheOptions.of(CacheOptions.Builder::skipRemote);
        assertThat(cache.putIfAbsent("k", "one", here).block()).isTrue();
        assertThat(cache.putIfAbsent("k", "two", here).block()).isFalse();
        assertThat(cache.get("k", Mono.just("three"), here).block()).isEqualTo("one");
    }

    @Test
    void ofThoseWhoPutAtOnceWhatIsKeptOutOfRedisOneDoes() {
        var cache = cache();
        CacheOptions here = CacheOptions.of(CacheOptions.Builder::skipRemote);
        List<Boolean> put = Flux.range(0, 100)
                .flatMap(i -> cache.putIfAbsent("k", "v" + i, here), 100)
                .collectList()
                .block();
        assertThat(put).hasSize(100).containsOnlyOnce(true);
    }

    @Test
    void aRefreshLoadsWhatIsFreshAndAFailedOneLeavesIt() {
        var one = cache();
        var two = cache();
        one.put("k", "old").block();
        assertThat(two.get("k").block()).isEqualTo("old");
        assertThat(one.refresh("k", Mono.just("new")).block()).isEqualTo("new");
        assertThat(one.get("k").block()).isEqualTo("new");
        assertThatThrownBy(() -> one.refresh("k", Mono.error(new IllegalStateException("down")))
                        .block())
                .hasMessage("down");
        assertThat(one.get("k").block()).isEqualTo("new");
        assertThat(one.refresh("none", Mono.just("made")).block()).isEqualTo("made");
        AtomicInteger loads = new AtomicInteger();
        Mono<String> slow = Mono.delay(Duration.ofMillis(100)).map(tick -> "v" + loads.incrementAndGet());
        assertThat(Flux.range(0, 20)
                        .flatMap(i -> (i % 2 == 0 ? one : two).refresh("k", slow), 20)
                        .collectList()
                        .block())
                .containsOnly("v1");
        assertThat(loads).hasValue(1);
        Awaitility.await().untilAsserted(() -> assertThat(two.get("k").block()).isEqualTo("v1"));
    }

    @Test
    void whatIsRefreshedIsSeenByOtherInstances() {
        var one = cache();
        var two = cache();
        one.put("k", "old").block();
        assertThat(two.get("k").block()).isEqualTo("old");
        one.refresh("k", Mono.just("new")).block();
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(two.get("k").block()).isEqualTo("new"));
    }

    @Test
    void aCallMaySkipATier() {
        var one = cache();
        var two = cache();
        CacheOptions remoteOnly = CacheOptions.of(CacheOptions.Builder::skipLocal);
        one.put("r", "v", remoteOnly).block();
        one.get("s", Mono.just("v"), remoteOnly).block();
        assertThat(one.statistics().entries()).isZero();
        assertThat(two.get("r").block()).isEqualTo("v");

        CacheOptions localOnly = CacheOptions.of(CacheOptions.Builder::skipRemote);
        AtomicInteger loads = new AtomicInteger();
        Mono<String> counted = Mono.fromSupplier(() -> "v" + loads.incrementAndGet());
        assertThat(one.get("l", counted, localOnly).block()).isEqualTo("v1");
        assertThat(one.get("l", counted, localOnly).block()).isEqualTo("v1");
        assertThat(two.get("l").block()).isNull();
        two.remove("l").block();
        Awaitility.await().untilAsserted(() -> assertThat(one.get("l").block()).isNull());
        one.put("p", "mine", localOnly).block();
        assertThat(one.get("p").block()).isEqualTo("mine");
        assertThat(two.get("p").block()).isNull();
    }

    @Test
    void aRefreshPastRedisLeavesNothingOldAnywhere() {
        CacheOptions localOnly = CacheOptions.of(CacheOptions.Builder::skipRemote);
        var one = cache();
        var two = cache();
        one.put("k", "old").block();
        assertThat(two.get("k").block()).isEqualTo("old");

        assertThat(one.refresh("k", Mono.just("new"), localOnly).block()).isEqualTo("new");

        assertThat(one.get("k").block()).isEqualTo("new");
        Awaitility.await().untilAsserted(() -> assertThat(two.get("k").block()).isNull());
    }

    @Test
    void whatManyKeysLoadPastRedisTakesNothingElseOutOfTheFirstTier() {
        CacheOptions localOnly = CacheOptions.of(CacheOptions.Builder::skipRemote);
        var cache = cache();
        List<String> mine = IntStream.range(0, 200).mapToObj(i -> "m" + i).toList();
        // one by one: a message of the next before this one's reply is reason enough to keep nothing of it
        Flux.range(0, 200).concatMap(i -> cache.put("k" + i, "v")).blockLast();
        cache.getAll(mine, keys -> Mono.just(keys.stream().collect(Collectors.toMap(k -> k, k -> "v"))), localOnly)
                .block();

        LayeredCache<String> raw = (LayeredCache<String>) cache;
        Awaitility.await().until(() -> raw.meters.invalidations.sum() == 200);

        raw.coherence.compare().block();

        assertThat(cache.statistics().entries()).isEqualTo(400);
        assertThat(cache().getAll(mine).block()).as("in Redis").isEmpty();
    }

    @Test
    void pastRedisAValueIsPutIfAbsentOverNothingThatIsThere() {
        CacheOptions localOnly = CacheOptions.of(CacheOptions.Builder::skipRemote);
        var one = cache();
        var two = cache();
        one.put("k", "there").block();

        assertThat(two.putIfAbsent("k", "mine", localOnly).block()).isFalse();
        assertThat(cache().get("k").block()).isEqualTo("there");
        assertThat(two.putIfAbsent("none", "mine", localOnly).block()).isTrue();
        assertThat(two.get("none").block()).isEqualTo("mine");
        assertThat(one.get("none").block()).isNull();
    }

    @Test
    void aCallMayHaveTimesOfItsOwn() {
        var cache = cache();
        CacheOptions brief = CacheOptions.of(o -> o.ttl(Duration.ofMillis(30))
                .jitter(0)
                .failSafe(Duration.ofMinutes(1))
                .compress(false));
        cache.put("k", "old", brief).block();
        Awaitility.await().until(() -> cache.get("k").block() == null);
        CacheOptions safe =
                CacheOptions.of(o -> o.softTimeout(Duration.ofMillis(20)).failSafe(Duration.ofMinutes(1)));
        assertThat(cache.get("k", Mono.never(), safe).block(Duration.ofSeconds(2)))
                .isEqualTo("old");
        CacheOptions hasty = CacheOptions.of(o -> o.hardTimeout(Duration.ofMillis(50)));
        assertThatThrownBy(() -> cache.get("other", Mono.never(), hasty).block(Duration.ofSeconds(5)))
                .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    @Test
    void aFirstTierMayBeBoundedByWeightThatCompressionDoesNotLessen() {
        instances.with("caches." + name + ".max-weight", "64KB").with("compress-above", "100B");
        var cache = cache();
        String kilobyte = "x".repeat(1000);
        Flux.range(0, 500).concatMap(i -> cache.put("k" + i, kilobyte)).blockLast();
        Flux.range(0, 100)
                .concatMap(i -> cache.get("l" + i, Mono.just(kilobyte)))
                .blockLast();
        Awaitility.await()
                .untilAsserted(() -> assertThat(cache.statistics().weight()).isBetween(30_000L, 65_536L));
        assertThat(cache.statistics().entries()).isBetween(30L, 64L);
        assertThat(cache.statistics().evictions()).isPositive();
    }

    @Test
    void theMeanOfHitsPerEntryIsCounted() {
        var cache = cache();
        cache.put("k", "v").block();
        Flux.range(0, 10).concatMap(i -> cache.get("k")).blockLast();
        assertThat(cache.statistics().hitsPerEntry()).isBetween(3.0, 10.0);
        assertThat(cache.statistics().weight()).isPositive();
    }

    private List<String> values(TwoTierCache<String> cache) {
        List<String> keys = new java.util.ArrayList<>(
                IntStream.range(0, 50).mapToObj(i -> "red" + i).toList());
        keys.addAll(List.of("loaded", "bulk", "plain", "blue"));
        return Flux.fromIterable(keys)
                .filterWhen(key -> cache.get(key).hasElement())
                .collectList()
                .block();
    }

    private TwoTierCache<String> cache() {
        return Instances.listening(instances.start().cache(name, String.class));
    }
}
