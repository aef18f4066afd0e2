package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.cache.spring.SpringCacheAutoConfiguration;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Caches with a truth behind them: read-through and write-through. */
class SourcedCacheTest {

    private static final CacheOptions LOCAL_ONLY = CacheOptions.of(CacheOptions.Builder::skipRemote);

    private final String name = "c" + UUID.randomUUID();
    private final RecordedSource<String> source = new RecordedSource<>(name);
    private final Instances instances = new Instances(Stores.redis().url()).with(source);

    @AfterEach
    void close() {
        instances.close();
    }

    @Test
    void whatIsReadWithoutALoaderComesFromTheSourceOnce() {
        source.rows.put("a", "1");
        source.beforeLoad = Mono.delay(Duration.ofMillis(50)).then();
        var one = cache("read-through");
        var two = cache("read-through");
        List<String> found = Flux.range(0, 100)
                .flatMap(i -> (i % 2 == 0 ? one : two).get("a"), 100)
                .collectList()
                .block();
        assertThat(found).hasSize(100).containsOnly("1");
        assertThat(source.loads).hasValue(1);
        assertThat(one.get("b").blockOptional()).isEmpty();
        assertThat(one.get("b").blockOptional()).isEmpty();
        assertThat(source.loads).as("an absence is cached, too").hasValue(2);
    }

    @Test
    void manyKeysAreReadInOneCallOfTheSource() {
        source.rows.putAll(Map.of("a", "1", "b", "2"));
        var cache = cache("read-through");
        assertThat(cache.getAll(List.of("a", "b", "c")).block()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(cache.getAll(List.of("a", "b", "c")).block()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(source.loads).hasValue(1);
    }

    @Test
    void withoutASourceManyKeysAreOnlyLookedUp() {
        var cache = cache("cache-aside");
        cache.put("a", "1").block();
        assertThat(cache.getAll(List.of("a", "b")).block()).isEqualTo(Map.of("a", "1"));
        assertThat(cache.get("b", Mono.just("2")).block())
                .as("no absence was noted")
                .isEqualTo("2");
        assertThat(source.loads).hasValue(0);
    }

    @Test
    void readThroughWritesNothing() {
        var cache = cache("read-through");
        cache.put("a", "1").block();
        assertThat(cache.get("a").block()).isEqualTo("1");
        cache.remove("a").block();
        assertThat(cache.get("a").blockOptional()).isEmpty();
        assertThat(source.stores).isEmpty();
    }

    @Test
    void aPutIsStoredAndThenCachedEverywhere() {
        source.rows.put("a", "old");
        var one = cache("write-through");
        var two = cache("write-through");
        assertThat(two.get("a").block()).isEqualTo("old");
        int loads = source.loads.get();
        one.put("a", "new").block();
        assertThat(source.rows).containsEntry("a", "new");
        assertThat(one.get("a").block()).isEqualTo("new");
        Awaitility.await().untilAsserted(() -> assertThat(two.get("a").block()).isEqualTo("new"));
        assertThat(source.loads).as("it came from the cache").hasValue(loads);
    }

    @Test
    void aPutPastRedisIsStoredAndCachedHereAlone() {
        source.rows.put("a", "old");
        var one = cache("write-through");
        var two = cache("write-through");
        assertThat(two.get("a").block()).isEqualTo("old");
        one.put("a", "new", LOCAL_ONLY).block();
        assertThat(source.rows).containsEntry("a", "new");
        assertThat(one.get("a").block()).isEqualTo("new");
        assertThat(source.loads).as("it was kept").hasValue(1);
        Awaitility.await().untilAsserted(() -> assertThat(two.get("a").block()).isEqualTo("new"));
        assertThat(source.loads).as("it was not in Redis").hasValue(2);
    }

    @Test
    void aRemovalIsStoredAndNoLoadUnderWayBringsTheValueBack() {
        source.rows.put("a", "1");
        Sinks.Empty<Void> gate = Sinks.empty();
        source.beforeLoad = gate.asMono();
        var cache = cache("write-through");
        Mono<String> slow = cache.get("a").cache();
        slow.subscribe();
        Awaitility.await().until(() -> source.loads.get() == 1);
        cache.remove("a").block();
        assertThat(source.rows).isEmpty();
        gate.tryEmitEmpty();
        slow.block();
        assertThat(cache.get("a").blockOptional()).isEmpty();
    }

    @Test
    void aFailedStoreIsTheCallersAndNothingOfItIsCached() {
        source.rows.put("a", "old");
        var cache = cache("write-through");
        assertThat(cache.get("a").block()).isEqualTo("old");
        source.before = changes -> Mono.error(new IllegalStateException("no room"));
        assertThatThrownBy(() -> cache.put("a", "new").block()).hasMessage("no room");
        assertThatThrownBy(() -> cache.remove("a").block()).hasMessage("no room");
        assertThatThrownBy(() -> cache.removeAll(List.of("a", "b")).block()).hasMessage("no room");
        assertThat(cache.get("a").block()).isEqualTo("old");
    }

    @Test
    void aStoreThatFailsAndHasTakenEffectLeavesNothingStale() {
        source.rows.put("a", "old");
        var one = cache("write-through");
        var two = cache("write-through");
        assertThat(two.get("a").block()).isEqualTo("old");
        // it is kept a moment after it is given
        assertThat(one.get("a").block()).isEqualTo("old");
        source.before = changes -> {
            source.apply(changes);
            return Mono.error(new IllegalStateException("nobody knows"));
        };
        assertThatThrownBy(() -> one.put("a", "new").block()).hasMessage("nobody knows");
        Awaitility.await().untilAsserted(() -> assertThat(two.get("a").block()).isEqualTo("new"));
    }

    @Test
    void aStoreThatIsCancelledAndTakesEffectLeavesNothingStale() {
        source.rows.put("a", "old");
        var cache = cache("write-through");
        assertThat(cache.get("a").block()).isEqualTo("old");
        source.before = changes -> {
            source.rows.put("a", "new");
            return Mono.never();
        };
        Disposable put = cache.put("a", "new").subscribe();
        Awaitility.await().until(() -> "new".equals(source.rows.get("a")));
        put.dispose();
        Awaitility.await()
                .untilAsserted(() -> assertThat(cache.get("a").block()).isEqualTo("new"));
    }

    @Test
    void aPutThatIsCancelledOnItsWayToTheCacheLeavesNothingStale() {
        source.rows.put("a", "old");
        try (CutWire wire = new CutWire(Stores.redis().url());
                Instances far = new Instances(wire.url())
                        .with(source)
                        .with("caches." + name + ".strategy", "write-through")
                        .with("command-timeout", "10s")) {
            var one = Instances.listening(far.start().cache(name, String.class));
            var two = cache("write-through");
            assertThat(two.get("a").block()).isEqualTo("old");
            assertThat(one.get("a").block()).isEqualTo("old");
            wire.swallow("brand-new");
            Disposable put = one.put("a", "brand-new").subscribe();
            Awaitility.await().until(() -> wire.swallowed.get() > 0);
            assertThat(source.rows).containsEntry("a", "brand-new");
            put.dispose();
            wire.cut();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(two.get("a").block()).isEqualTo("brand-new"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofWritersThatRaceTheCacheHoldsWhatWasStoredLast(boolean pastRedis) {
        CacheOptions options = pastRedis ? LOCAL_ONLY : CacheOptions.of(o -> {});
        var both = List.of(cache("write-through"), cache("write-through"));
        source.before =
                changes -> Mono.delay(Duration.ofMillis(changes.get(0).value().hashCode() % 7))
                        .then();
        for (int round = 0; round < 30; round++) {
            String key = "k" + round;
            Flux.range(0, 6)
                    .flatMap(i -> both.get(i % 2).put(key, "v" + i * 31, options), 6)
                    .blockLast();
            Awaitility.await()
                    .untilAsserted(() -> both.forEach(
                            cache -> assertThat(cache.get(key).block()).isEqualTo(source.rows.get(key))));
        }
    }

    @Test
    void aSlowerStoreThatIsOvertakenByALaterOneIsNotCachedOverIt() {
        var one = cache("write-through");
        var two = cache("write-through");
        Sinks.Empty<Void> gate = Sinks.empty();
        source.before = changes -> changes.get(0).value().equals("first") ? gate.asMono() : Mono.empty();
        Mono<Void> first = one.put("a", "first").cache();
        first.subscribe();
        two.put("a", "second").block();
        assertThat(two.get("a").block()).isEqualTo("second");
        gate.tryEmitEmpty();
        first.block();
        assertThat(source.rows).containsEntry("a", "first");
        Awaitility.await().untilAsserted(() -> {
            assertThat(one.get("a").block()).isEqualTo("first");
            assertThat(two.get("a").block()).isEqualTo("first");
        });
    }

    @Test
    void aStoreThatIsOvertakenByOneWhoseVersionTheCacheRefusesIsNotCachedEither() {
        var cache = cache("write-through");
        cache.put("a", "of version 2", 2).block();
        Sinks.Empty<Void> gate = Sinks.empty();
        source.after = changes -> changes.get(0).value().equals("first") ? gate.asMono() : Mono.empty();
        Mono<Void> first = cache.put("a", "first").cache();
        first.subscribe();
        Awaitility.await().until(() -> source.rows.get("a").equals("first"));
        cache.put("a", "of version 1", 1).block();
        gate.tryEmitEmpty();
        first.block();
        assertThat(source.rows).containsEntry("a", "of version 1");
        assertThat(cache.get("a").block()).isEqualTo("of version 1");
    }

    @Test
    void versionsAreOfTheCallerAndTheNewestIsCached() {
        var cache = cache("write-through");
        cache.put("a", "2", 2).block();
        source.versioned = true;
        cache.put("a", "1", 1).block();
        assertThat(cache.get("a").block()).isEqualTo("2");
        assertThat(source.rows).containsEntry("a", "2");
    }

    @Test
    void whatIsOnlyInvalidatedStaysInTheSource() {
        var cache = cache("write-through");
        cache.put("a", "1").block();
        cache.invalidate("a").block();
        cache.clear().block();
        cache.invalidatePattern("*").block();
        assertThat(source.rows).containsEntry("a", "1");
        assertThat(cache.get("a").block()).isEqualTo("1");
        assertThatThrownBy(() -> cache.putIfAbsent("a", "2").block()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void manyRemovalsAreFewCallsOfTheSource() {
        var cache = cache("write-through");
        List<String> keys = IntStream.range(0, 250).mapToObj(i -> "k" + i).toList();
        keys.forEach(key -> source.rows.put(key, "v"));
        cache.removeAll(keys).block();
        assertThat(source.rows).isEmpty();
        assertThat(source.stores).hasSize(3);
    }

    @Test
    void anEvictionByAnnotationNeverReachesTheSource() {
        source.rows.put("a", "1");
        context("write-through").withBean(RecordedSource.class, () -> source).run(context -> {
            var cache = context.getBean(CacheManager.class).getCache(name);
            cache.evictIfPresent("a");
            cache.invalidate();
            assertThat(source.rows).containsEntry("a", "1");
            assertThat(source.stores).isEmpty();
        });
    }

    @Test
    void aStrategyWithoutItsSourceEndsTheStartWithOneLine() {
        context("write-through")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessage("perf.cache.caches." + name
                                + ".strategy is write-through, and no CacheSource is of the cache " + name));
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CacheAutoConfiguration.class))
                .withPropertyValues("perf.cache.redis-url=" + Stores.redis().url(), "perf.cache.strategy=read-through")
                .withBean("user", String.class, () -> "of no cache")
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(TwoTierCaches.class).cache(name, String.class))
                        .hasMessageContaining("no CacheSource is of the cache " + name));
    }

    private ApplicationContextRunner context(String strategy) {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(CacheAutoConfiguration.class, SpringCacheAutoConfiguration.class))
                .withPropertyValues(
                        "perf.cache.redis-url=" + Stores.redis().url(),
                        "perf.cache.command-timeout=2s",
                        "perf.cache.caches." + name + ".type=java.lang.String",
                        "perf.cache.caches." + name + ".strategy=" + strategy);
    }

    private TwoTierCache<String> cache(String strategy) {
        return Instances.listening(
                instances.with("caches." + name + ".strategy", strategy).start().cache(name, String.class));
    }
}
