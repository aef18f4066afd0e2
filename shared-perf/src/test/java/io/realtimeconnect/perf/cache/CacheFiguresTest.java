package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.stores.RedisCluster;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What caches and their Redis tell of themselves: each figure is there, is described, and moves. */
class CacheFiguresTest {

    private static final Stamp STAMP = new Stamp("e", 1, 0);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<Instances> made = new ArrayList<>();
    private final String name = "c" + UUID.randomUUID();

    private static final CacheOptions PAST_REDIS = CacheOptions.of(CacheOptions.Builder::skipRemote);

    @AfterEach
    void close() {
        made.forEach(Instances::close);
    }

    @Test
    void eachMeterMovesWithWhatItCounts() {
        LayeredCache<String> cache = cache(start(Stores.redis().url()));
        LayeredCache<String> other = cache(start(Stores.redis().url(), new SimpleMeterRegistry()));

        cache.get("k", Mono.just("v")).block();
        assertThat(count("cache.gets", "result", "miss")).isPositive();
        await().until(() -> {
            cache.get("k").block();
            return count("cache.gets", "tier", "local") > 0;
        });
        other.put("theirs", "v").block();
        await().until(() -> {
            other.put("theirs" + System.nanoTime(), "v").block();
            cache.get("theirs").block();
            cache.local.forget();
            return count("cache.gets", "tier", "remote") > 0;
        });
        cache.put("mine", "v").block();
        assertThat(count("cache.puts")).isPositive();
        cache.remove("mine").block();
        assertThat(count("cache.removals")).isPositive();

        Flux.range(0, 100).flatMap(i -> cache.put("many:" + i, "v")).blockLast();
        cache.cleanUp();
        assertThat(count("cache.evictions")).isPositive();
        assertThat(meters.get("cache.size").tag("cache", name).gauge().value()).isBetween(1.0, 10.0);

        assertThat(meters.get("cache.load")
                        .tags("cache", name, "outcome", "ok")
                        .timer()
                        .count())
                .isPositive();
        cache.get("bad", Mono.error(new IllegalStateException("no")))
                .onErrorComplete()
                .block();
        assertThat(meters.get("cache.load")
                        .tags("cache", name, "outcome", "failed")
                        .timer()
                        .count())
                .isPositive();

        Flux.range(0, 50)
                .flatMap(
                        i -> cache.get(
                                "crowd", Mono.delay(Duration.ofMillis(100)).thenReturn("v")),
                        50)
                .blockLast();
        assertThat(count("cache.coalesced")).isPositive();

        cache.put("text", "word ".repeat(1_000)).block();
        assertThat(count("cache.compression", "form", "plain")).isGreaterThanOrEqualTo(5_000);
        assertThat(count("cache.compression", "form", "packed"))
                .isPositive()
                .isLessThan(count("cache.compression", "form", "plain") / 2);

        await().until(() -> {
            other.put("told", "v").block();
            return meters.get("cache.invalidation.lag")
                            .tag("cache", name)
                            .timer()
                            .count()
                    > 0;
        });
        assertThat(count("cache.invalidations")).isPositive();

        CacheOptions brief = CacheOptions.of(o -> o.ttl(Duration.ofMillis(20)));
        cache.get("brief", Mono.just("old"), brief).block();
        await().untilAsserted(() -> {
            assertThat(cache.get("brief", Mono.error(new IllegalStateException("down")), brief)
                            .block())
                    .isEqualTo("old");
            assertThat(count("cache.failsafe")).isPositive();
        });
        assertThat(count("cache.gets", "result", "stale")).isZero();
        CacheOptions renewed =
                CacheOptions.of(o -> o.ttl(Duration.ofMillis(20)).staleWhileRevalidate(Duration.ofMinutes(1)));
        await().untilAsserted(() -> {
            cache.get("renewed", Mono.just("v"), renewed).block();
            assertThat(count("cache.gets", "result", "stale")).isPositive();
        });

        CacheStatistics figures = cache.statistics();
        assertThat(figures.localHitRate()).isBetween(0.0, 1.0);
        assertThat(figures.remoteHitRate()).isBetween(0.0, 1.0).isPositive();
        assertThat(figures.hitsPerEntry()).isPositive();
    }

    @Test
    void everyMeterOfACacheIsDescribedAndNamesIt() {
        cache(start(Stores.redis().url()));
        List<Meter> all = meters.getMeters().stream()
                // this registry's own way to keep buckets
                .filter(meter -> !meter.getId().getName().endsWith(".histogram"))
                // of all caches together
                .filter(meter -> !Set.of("perf.redis.available", "cache.listening")
                        .contains(meter.getId().getName()))
                .toList();
        assertThat(all).hasSizeGreaterThan(15).allSatisfy(meter -> {
            assertThat(meter.getId().getName()).startsWith("cache.");
            assertThat(meter.getId().getDescription())
                    .as(meter.getId().getName())
                    .isNotBlank();
            assertThat(meter.getId().getTag("cache")).isEqualTo(name);
        });
        assertThat(all.stream().map(meter -> meter.getId().getName()).distinct())
                .contains(
                        "cache.gets",
                        "cache.puts",
                        "cache.evictions",
                        "cache.size",
                        "cache.weight",
                        "cache.load",
                        "cache.coalesced",
                        "cache.waits",
                        "cache.failsafe",
                        "cache.compression",
                        "cache.invalidation.lag",
                        "cache.gaps",
                        "cache.unavailable");
    }

    @Test
    void eachReadHasOneResultAndEveryRateIsOfThem() {
        CacheMeters counted = new CacheMeters(meters, name);
        counted.localHits.add(50);
        counted.remoteHits.add(10);
        counted.stale.add(20);
        counted.misses.add(15);
        counted.coalesced.add(5);

        assertThat(count("cache.gets")).isEqualTo(100);
        assertThat(count("cache.gets", "result", "coalesced")).isEqualTo(5);
        assertThat(count("cache.misses", "tier", "local")).isEqualTo(30);
        assertThat(count("cache.misses", "tier", "remote")).isEqualTo(15);
        CacheStatistics figures = CacheStatistics.of(settings("max-entries", "10"), tier("max-entries", "10"), counted);
        assertThat(figures.count()).isEqualTo(100);
        assertThat(figures.hitRate()).isEqualTo(0.8);
        assertThat(figures.localHitRate()).isEqualTo(50.0 / 80);
        assertThat(figures.remoteHitRate()).isEqualTo(10.0 / 25);
    }

    @Test
    void whatTheFirstTierWeighsIsEstimatedWhereNothingBoundsIt() {
        LocalTier<String> local = tier("max-entries", "100000");
        for (int i = 0; i < 5_000; i++) {
            local.admit("k" + i, new Admission<>("v", 60_000, 0, i % 2 == 0 ? 100 : 300), STAMP);
        }
        assertThat(local.weight()).isBetween(900_000L, 1_100_000L);
        assertThat(tier("max-entries", "10").weight()).isZero();
    }

    @Test
    void whatIsTooLargeToBeWeighedSpoilsNoEstimate() {
        LocalTier<String> local = tier("max-entries", "100");
        local.admit("light", new Admission<>("v", 60_000, 0, 100), STAMP);
        local.admit("heavy", new Admission<>("v", 60_000, 0, 300), STAMP);
        local.admit("too large", new Admission<>("v", 60_000, 0, ValueCodec.weight(new byte[0])), STAMP);
        assertThat(local.weight()).isBetween(400L, 1_000L);
    }

    @Test
    void whatEndsInTimeIsNoEviction() {
        Instances instances = new Instances(Stores.redis().url())
                .with("local-ttl", "20ms")
                .with("fail-safe", "0s")
                .with(meters);
        made.add(instances);
        LayeredCache<String> cache = cache(instances.start());
        Flux.range(0, 20).concatMap(i -> cache.put("k" + i, "v")).blockLast();
        await().until(() -> {
            cache.cleanUp();
            return cache.statistics().entries() == 0;
        });
        assertThat(count("cache.admissions")).isEqualTo(20);
        assertThat(count("cache.evictions")).isZero();
    }

    @Test
    void aCleanUpDropsWhatMayAnswerNoMore() {
        AtomicLong now = new AtomicLong();
        LocalTier<String> local = tier(now, "fail-safe", "10m");
        local.admit("short", new Admission<>("v", 50, 100, 0), STAMP);
        local.admit("old, for emergencies", new Admission<>("v", 50, 60_000, 0), STAMP);
        local.admit("absence", new Admission<>(null, 50, 60_000, 0), STAMP);
        local.admit("known absence", new Admission<>(null, 60_000, 60_000, 0), STAMP);
        local.admit("fresh", new Admission<>("v", 60_000, 0, 0), STAMP);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(local.size()).isEqualTo(5);

        local.cleanUp();

        assertThat(local.size()).isEqualTo(3);
        assertThat(Stream.of("old, for emergencies", "known absence", "fresh").map(local::find))
                .doesNotContainNull();
    }

    @Test
    void whoForgetsWaitsForNoCleanUp() throws InterruptedException {
        AtomicLong now = new AtomicLong();
        CountDownLatch cleaning = new CountDownLatch(1);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        LocalTier<String> local = new LocalTier<>(settings("local-ttl", "1s"), now::get, () -> {}, cause -> {
            cleaning.countDown();
            goOn.join();
        });
        local.admit("old", new Admission<>("v", 1, 1, 0), STAMP);
        now.addAndGet(Duration.ofHours(1).toNanos());
        Thread cleaner = new Thread(local::cleanUp);
        cleaner.start();
        try {
            cleaning.await();
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> local.forget());
        } finally {
            goOn.complete(null);
            cleaner.join();
        }
    }

    @Test
    void redisTellsHowItIsUntilItIsSilent() {
        RedisServer redis = Stores.privateRedis();
        try {
            LayeredCaches caches = start(redis.store().url());
            LayeredCache<String> cache = cache(caches);
            ServerStatistics server =
                    new ServerStatistics(caches.link(), Duration.ofMillis(100), meters, Clock.systemUTC());
            try {
                await().until(() -> server.figures() != null);
                cache.put("k", "v").block();
                cache.local.forget();
                cache.get("k").block();
                await().untilAsserted(() -> {
                    ServerFigures figures = server.figures();
                    assertThat(figures).isNotNull();
                    assertThat(figures.hits()).isPositive();
                    assertThat(figures.hitRate()).isBetween(0.0, 1.0);
                    // a value, and its bucket's stamp
                    assertThat(figures.keys()).isGreaterThanOrEqualTo(2);
                    assertThat(figures.memoryUsedBytes()).isPositive();
                    assertThat(figures.fragmentation()).isPositive();
                    assertThat(figures.connectedClients()).isPositive();
                    assertThat(figures.connections()).isGreaterThanOrEqualTo(figures.connectedClients());
                    assertThat(figures.nodes()).singleElement().satisfies(node -> {
                        assertThat(node.role()).isEqualTo("master");
                        assertThat(node.version()).matches("\\d+\\.\\d+\\.\\d+");
                    });
                });
                assertThat(meters.get("cache.server.memory.used").gauge().value())
                        .isPositive();
                assertThat(meters.get("cache.server.clients").gauge().value()).isPositive();
                assertThat(meters.get("cache.server.connections")
                                .functionCounter()
                                .count())
                        .isPositive();
                assertThat(new CacheHealth(caches, server::figures).details()).containsKey("server");

                redis.pause();
                await().until(() -> server.figures() == null);
                assertThat(meters.get("cache.server.memory.used").gauge().value())
                        .isNaN();
                redis.resume();
                await().until(() -> server.figures() != null);
            } finally {
                server.destroy();
            }
        } finally {
            redis.close();
        }
    }

    @Test
    void ofAClusterEachNodeIsHeard() {
        try (RedisCluster redis = Stores.privateRedisCluster()) {
            LayeredCaches caches = start(redis.urls());
            ServerStatistics server =
                    new ServerStatistics(caches.link(), Duration.ofMillis(200), meters, Clock.systemUTC());
            try {
                await().untilAsserted(() -> {
                    ServerFigures figures = server.figures();
                    assertThat(figures).isNotNull();
                    assertThat(figures.nodes()).hasSizeGreaterThanOrEqualTo(3);
                    assertThat(figures.memoryUsedBytes())
                            .isEqualTo(figures.nodes().stream()
                                    .filter(node -> node.role().equals("master"))
                                    .mapToLong(ServerFigures.Node::memoryUsedBytes)
                                    .sum());
                });
            } finally {
                server.destroy();
            }
        }
    }

    @Test
    void whatRedisDoesNotSayIsNothing() {
        ServerFigures.Node node =
                ServerFigures.Node.parse("# Server\r\nredis_version:7.0.15\r\nused_memory:soon\r\n:\r\nrole:slave"
                        + "\r\n# Keyspace\r\ndb0:keys=12,expires=3,avg_ttl=0\r\ndb1:keys=30,expires=0\r\ndb2:many");
        assertThat(node.version()).isEqualTo("7.0.15");
        assertThat(node.role()).isEqualTo("slave");
        assertThat(node.memoryUsedBytes()).isZero();
        assertThat(node.keys()).isEqualTo(42);
    }

    private LocalTier<String> tier(String setting, String value) {
        return tier(new AtomicLong(), setting, value);
    }

    private LocalTier<String> tier(AtomicLong now, String setting, String value) {
        return new LocalTier<>(settings(setting, value), now::get, () -> {}, cause -> {});
    }

    private CacheSettings settings(String setting, String value) {
        return settings(Map.of("c." + setting, value));
    }

    private CacheSettings settings(Map<String, String> properties) {
        CacheProperties all =
                new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("c", CacheProperties.class);
        return CacheSettings.of("test", name, all);
    }

    private double count(String meter, String... tags) {
        return meters.get(meter).tag("cache", name).tags(tags).meters().stream()
                .mapToDouble(counted -> counted.measure().iterator().next().getValue())
                .sum();
    }

    @Test
    void whatIsLoadedIsOneEntryThoughItIsTakenInBeforeAndAfterRedisHasIt() {
        LayeredCache<String> cache = cache(start(Stores.redis().url()));
        cache.get("k", Mono.just("v")).block();
        // which is known once it is encoded for Redis
        await().until(() -> cache.local.find("k").weight() > 0);
        assertThat(count("cache.admissions")).isEqualTo(1);
        cache.get("k").block();
        assertThat(cache.statistics().hitsPerEntry()).isEqualTo(1);
        cache.put("k", "anew").block();
        assertThat(count("cache.admissions")).as("another entry").isEqualTo(2);
    }

    @Test
    void whatFollowsAnOldOrAForgottenEntryIsAnotherOne() {
        AtomicLong now = new AtomicLong();
        AtomicLong taken = new AtomicLong();
        LocalTier<String> local = new LocalTier<>(settings(Map.of()), now::get, taken::incrementAndGet, cause -> {});
        Admission<String> value = new Admission<>("v", 50, 60_000, 0);
        local.admit("k", value, STAMP);
        local.admit("k", value, STAMP);
        assertThat(taken).hasValue(1);
        now.addAndGet(Duration.ofMillis(50).toNanos());
        local.admit("k", value, STAMP);
        assertThat(taken).as("after an old one").hasValue(2);
        local.forget(CacheKeys.bucket("k"));
        local.admit("k", value, STAMP);
        assertThat(taken).as("after one that counts no more").hasValue(3);
    }

    @Test
    void aPutCountsOnceItHasTakenPlace() {
        LayeredCache<String> cache = cache(start(Stores.redis().url()));
        cache.put("k", "v").block();
        cache.putAbsence("none").block();
        assertThat(cache.putIfAbsent("k", "other").block()).isFalse();
        assertThat(cache.putIfAbsent("new", "v").block()).isTrue();
        cache.put("versioned", "v2", 2).block();
        cache.put("versioned", "v1", 1).block();
        assertThat(count("cache.puts")).isEqualTo(4);
        RemoteTier.Grant token = cache.claim("k", cache.terms).block();
        assertThat(cache.replace("k", "mine", token, cache.terms).block()).isTrue();
        assertThat(cache.replace("k", "lost", token, cache.terms).block()).isFalse();
        assertThat(count("cache.puts")).isEqualTo(5);
        assertThat(cache.statistics().puts()).isEqualTo(5);
    }

    @Test
    void whatALoadFillsInIsAPutUnlessAChangeOvertookIt() {
        LayeredCache<String> cache = cache(start(Stores.redis().url()));
        cache.get("k", Mono.just("v")).block();
        cache.get("none", Mono.empty()).block();
        cache.get("here", Mono.just("v"), PAST_REDIS).block();
        cache.getAll(List.of("a", "b", "c"), keys -> Mono.just(Map.of("a", "v")))
                .block();
        // fills go out behind the answer
        await().until(() -> count("cache.puts") == 6);
        Sinks.Empty<Void> gate = Sinks.empty();
        cache.get("late", gate.asMono().thenReturn("old")).subscribe();
        await().until(() -> cache.meters.misses.sum() == 7);
        cache.put("late", "new").block();
        gate.tryEmitEmpty();
        await().until(() -> count("cache.fills.refused") == 1);
        assertThat(count("cache.puts")).isEqualTo(7);
    }

    @Test
    void whatNobodyKeepsIsNoPut() {
        RedisServer redis = Stores.privateRedis();
        try {
            LayeredCaches caches = start(redis.store().url());
            LayeredCache<String> cache = cache(caches);
            CacheOptions pastThisInstance = CacheOptions.of(CacheOptions.Builder::skipLocal);
            cache.put("k", "v", pastThisInstance).block();
            assertThat(count("cache.puts")).isEqualTo(1);
            redis.kill();
            await().until(() -> !caches.link().connected());
            cache.put("k", "v", pastThisInstance).block();
            cache.get("lost", Mono.just("v"), pastThisInstance).block();
            assertThat(count("cache.puts")).isEqualTo(1);
            cache.put("k", "v").block();
            cache.get("kept", Mono.just("v")).block();
            assertThat(count("cache.puts")).isEqualTo(3);
        } finally {
            redis.close();
        }
    }

    @Test
    void whatANewerVersionRefusesIsNoRemoval() {
        LayeredCache<String> cache = cache(start(Stores.redis().url()));
        cache.put("k", "v", 2).block();
        cache.remove("k", 1).block();
        cache.invalidateSurely("k", 2).block();
        assertThat(count("cache.removals")).isZero();
        cache.remove("k", 3).block();
        assertThat(count("cache.removals")).isEqualTo(1);
    }

    @Test
    void withoutRedisARemovalIsOneOperationHoweverManyBucketsItHas() {
        RedisServer redis = Stores.privateRedis();
        try {
            LayeredCaches caches = start(redis.store().url());
            LayeredCache<String> cache = cache(caches);
            redis.kill();
            await().until(() -> !caches.link().connected());
            List<Mono<Void>> removals = List.of(
                    cache.remove("k"),
                    cache.invalidateTag("t"),
                    cache.invalidatePattern("p*"),
                    cache.invalidatePrefix("p"),
                    cache.clear());
            Flux.concat(removals).blockLast();
            assertThat(count("cache.unavailable")).isEqualTo(removals.size());
            assertThat(count("cache.removals")).isEqualTo(removals.size());
        } finally {
            redis.close();
        }
    }

    @Test
    void whoLosesRedisWhileItWaitsForAnotherInstanceIsCounted() {
        RedisServer redis = Stores.privateRedis();
        try {
            LayeredCaches caches = start(redis.store().url(), meters, Duration.ofSeconds(10));
            LayeredCache<String> cache = cache(caches);
            LayeredCache<String> other = cache(start(redis.store().url(), new SimpleMeterRegistry()));
            Flux.just("a", "b")
                    .flatMap(key -> other.get(key, Mono.never()).onErrorComplete())
                    .subscribe();
            await().until(() -> other.meters.misses.sum() == 2);
            Mono<Map<String, String>> waiting = cache.getAll(
                            List.of("a", "b"), keys -> Mono.just(Map.of("a", "mine", "b", "mine")))
                    .cache();
            waiting.subscribe();
            await().until(() -> count("cache.waits") == 2);
            assertThat(count("cache.unavailable")).isZero();
            redis.kill();
            assertThat(waiting.block()).containsOnlyKeys("a", "b");
            assertThat(count("cache.unavailable")).isEqualTo(1);
        } finally {
            redis.close();
        }
    }

    @Test
    void eachRemovalCountsOnceHoweverMuchItRemoves() {
        LayeredCache<String> cache = cache(start(Stores.redis().url()));
        List<Mono<Void>> removals = List.of(
                cache.remove("k"),
                cache.invalidate("k"),
                cache.remove("k", 1),
                cache.invalidateSurely("k", 2),
                cache.invalidateTag("t"),
                cache.invalidateTagSurely("t"),
                cache.invalidatePrefix("p"),
                cache.invalidatePattern("p*"),
                cache.clear());
        Flux.concat(removals).blockLast();
        assertThat(count("cache.removals")).isEqualTo(removals.size());
        cache.removeAll(List.of("a", "b")).block();
        assertThat(count("cache.removals")).as("a key each").isEqualTo(removals.size() + 2);
    }

    @Test
    void whatIsLoadedWithoutRedisCountsAsAnOperationHoweverManyKeysItHas() {
        RedisServer redis = Stores.privateRedis();
        try {
            LayeredCaches caches = start(redis.store().url());
            LayeredCache<String> cache = cache(caches);
            redis.kill();
            await().until(() -> !caches.link().connected());
            cache.get("k", Mono.just("v")).block();
            double one = count("cache.unavailable");
            assertThat(one).isPositive();
            cache.getAll(List.of("a", "b", "c"), keys -> Mono.just(Map.of("a", "v")), PAST_REDIS)
                    .block();
            assertThat(count("cache.unavailable")).isEqualTo(one + 1);
            cache.getAll(List.of("d", "e", "f"), keys -> Mono.just(Map.of("d", "v")))
                    .block();
            assertThat(count("cache.unavailable")).as("the look and the tokens").isEqualTo(one + 3);
        } finally {
            redis.close();
        }
    }

    @Test
    void aLoadThatWaitsForAnotherInstanceIsCounted() {
        LayeredCache<String> cache = cache(start(Stores.redis().url()));
        LayeredCache<String> other = cache(start(Stores.redis().url(), new SimpleMeterRegistry()));
        Sinks.Empty<Void> gate = Sinks.empty();
        other.get("k", gate.asMono().thenReturn("theirs")).subscribe();
        await().until(() -> other.meters.misses.sum() == 1);
        Mono<String> waiting = cache.get("k", Mono.just("mine")).cache();
        waiting.subscribe();
        await().until(() -> count("cache.waits") == 1);
        gate.tryEmitEmpty();
        assertThat(waiting.block()).isEqualTo("theirs");
    }

    @Test
    void aBucketOfWhichAChangeWasMissedIsCounted() {
        try (CutWire wire = new CutWire(Stores.redis().url())) {
            LayeredCache<String> deaf = cache(start(wire.url()));
            LayeredCache<String> other = cache(start(Stores.redis().url(), new SimpleMeterRegistry()));
            other.put("k", "old").block();
            await().until(() -> "old".equals(deaf.get("k").block()));
            wire.deaf.set(true);
            other.put("k", "new").block();
            await().until(() -> count("cache.gaps") > 0);
            assertThat(deaf.get("k").block()).isEqualTo("new");
        }
    }

    @Test
    void figuresNameTheSettingThatBoundsACache() {
        String own = "perf.cache.caches." + name;
        assertThat(settings(Map.of()).bound()).isEqualTo(own + ".max-entries");
        assertThat(settings(Map.of("c.entries-ceiling", "10")).bound()).isEqualTo("perf.cache.entries-ceiling");
        assertThat(settings(Map.of("c.max-entries", "5", "c.entries-ceiling", "10"))
                        .bound())
                .isEqualTo(own + ".max-entries");
        assertThat(settings(Map.of("c.caches." + name + ".max-weight", "1MB", "c.entries-ceiling", "10"))
                        .bound())
                .isEqualTo(own + ".max-weight");
    }

    @Test
    void healthTellsOneHitRateOfAllCaches() {
        LayeredCaches caches = start(Stores.redis().url());
        LayeredCache<String> cache = cache(caches);
        assertThat(new CacheHealth(caches).details().get("hitRate")).isEqualTo(0.0);
        cache.put("k", "v").block();
        for (String key : List.of("k", "k", "k", "none")) {
            cache.get(key).block();
        }
        assertThat(new CacheHealth(caches).details().get("hitRate")).isEqualTo(0.75);
    }

    private LayeredCache<String> cache(LayeredCaches caches) {
        return (LayeredCache<String>) Instances.listening(caches.cache(name, String.class));
    }

    private LayeredCaches start(String url) {
        return start(url, meters);
    }

    private LayeredCaches start(String url, MeterRegistry registry) {
        return start(url, registry, Duration.ofMinutes(1));
    }

    /** @param leaseWait how long a load waits for another instance's; where a test waits for its end, past what a machine may stand still */
    private LayeredCaches start(String url, MeterRegistry registry, Duration leaseWait) {
        Instances instances = new Instances(url)
                .with("max-entries", "10")
                .with("lease-wait", leaseWait.toSeconds() + "s")
                .with(registry);
        made.add(instances);
        return instances.start();
    }
}
