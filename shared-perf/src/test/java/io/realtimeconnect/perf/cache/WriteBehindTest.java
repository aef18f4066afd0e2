package io.realtimeconnect.perf.cache;

import static io.realtimeconnect.perf.cache.WrittenBehind.backlog;
import static io.realtimeconnect.perf.cache.WrittenBehind.journal;
import static io.realtimeconnect.perf.cache.WrittenBehind.ofOneShard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.realtimeconnect.perf.health.HealthStatus;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Writes that are answered first and stored later. */
class WriteBehindTest {

    private final WrittenBehind behind = new WrittenBehind();
    private final RecordedSource<String> source = behind.source;
    private final Instances instances = behind.instances;
    private final List<String> keys = ofOneShard(2);
    private TwoTierCache<String> cache;

    @AfterEach
    void close() {
        behind.close();
    }

    @Test
    void aPutCountsAsAPutAndARemovalAsARemovalBeforeAndAfterTheyAreStored() {
        source.rows.put("b", "old");
        var caches = instances.start();
        cache = behind.cache(caches);
        cache.put("a", "1").block();
        cache.remove("b").block();
        Awaitility.await()
                .until(() -> source.rows.equals(Map.of("a", "1"))
                        && journal(cache).find(List.of("a", "b")).block().isEmpty());
        assertThat(cache.statistics().puts()).isEqualTo(1);
        assertThat(cache.statistics().removals()).isEqualTo(1);
    }

    @Test
    void anAcceptedWriteIsReadByEverybodyBeforeItIsStored() {
        instances.with("write-behind.attempts", "1000");
        Sinks.Empty<Void> gate = Sinks.empty();
        source.before = changes -> gate.asMono();
        source.rows.put("b", "old");
        var one = behind.cache(instances.start());
        var two = behind.cache(instances.start());
        one.put("a", "1").block();
        one.remove("b").block();
        assertThat(one.get("a").block()).isEqualTo("1");
        assertThat(one.get("b").blockOptional()).isEmpty();
        one.clear().block();
        Awaitility.await().until(() -> two.statistics().entries() == 0);
        assertThat(two.get("a").block()).isEqualTo("1");
        assertThat(two.get("b").blockOptional()).isEmpty();
        one.clear().block();
        assertThat(two.getAll(List.of("a", "b", "c")).block()).isEqualTo(Map.of("a", "1"));
        one.clear().block();
        assertThat(two.get("a", Mono.just("of a loader")).block()).isEqualTo("1");
        assertThat(two.get("b", Mono.just("of a loader")).blockOptional()).isEmpty();
        one.clear().block();
        assertThat(two.find("b").block()).as("known to be absent").isEmpty();
        assertThat(source.rows).isEqualTo(Map.of("b", "old"));
        gate.tryEmitEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).isEqualTo(Map.of("a", "1")));
        one.clear().block();
        assertThat(two.get("a").block()).isEqualTo("1");
    }

    @Test
    void aKeyIsStoredOnceADelayAtMost() {
        instances.with("write-behind.delay", "500ms");
        var caches = instances.start();
        var cache = behind.cache(caches);
        long began = System.nanoTime();
        Flux.range(0, 100).concatMap(i -> cache.put("a", "v" + i)).blockLast();
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "v99"));
        long delays = (System.nanoTime() - began) / 500_000_000 + 1;
        assertThat(source.stores).hasSizeLessThanOrEqualTo((int) delays);
        Awaitility.await().until(() -> backlog(caches).entries() == 0);
    }

    @Test
    void manyKeysAreStoredInBatchesAndEachOnce() {
        instances.with("write-behind.batch", "10");
        var caches = instances.start();
        var cache = behind.cache(caches);
        Flux.range(0, 500).flatMap(i -> cache.put("k" + i, "v" + i), 50).blockLast();
        Awaitility.await().until(() -> source.rows.size() == 500);
        assertThat(source.stores).allSatisfy(call -> assertThat(call).hasSizeLessThanOrEqualTo(10));
        assertThat(source.stores.stream().flatMap(List::stream).map(CacheChange::key))
                .hasSize(500)
                .doesNotHaveDuplicates();
    }

    @Test
    void aSlowStoreIsNeverOvertakenByANewerOneOfItsKey() {
        Sinks.Empty<Void> gate = Sinks.empty();
        source.before = changes -> "old".equals(changes.get(0).value()) ? gate.asMono() : Mono.empty();
        instances.with("write-behind.store-timeout", "20s").with("write-behind.lease", "40s");
        var one = behind.cache(instances.start());
        var two = behind.cache(instances.start());
        CountDownLatch begun = new CountDownLatch(1);
        var gated = source.before;
        source.before = changes -> {
            begun.countDown();
            return gated.apply(changes);
        };
        one.put("a", "old").block();
        Awaitility.await().until(() -> begun.await(1, TimeUnit.MILLISECONDS));
        two.put("a", "new").block();
        Awaitility.await().during(Duration.ofMillis(400)).until(() -> source.stores.isEmpty());
        gate.tryEmitEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "new"));
        assertThat(source.stores.stream().flatMap(List::stream).map(CacheChange::value))
                .containsExactly("old", "new");
    }

    @Test
    void aStoreThatTakesEffectAfterItsTimeOutUndoesNothingWhereVersionsAreCompared() {
        source.versioned = true;
        instances.with("write-behind.store-timeout", "200ms").with("write-behind.lease", "500ms");
        Sinks.Empty<Void> late = Sinks.empty();
        CountDownLatch begun = new CountDownLatch(1);
        source.before = changes -> {
            if ("old".equals(changes.get(0).value())) {
                // cancelled, and yet it goes on
                late.asMono()
                        .then(Mono.fromRunnable(() -> source.apply(changes)))
                        .subscribe();
                begun.countDown();
                return Mono.never();
            }
            return Mono.empty();
        };
        var cache = behind.cache(instances.start());
        cache.put("a", "old").block();
        Awaitility.await().until(() -> begun.await(1, TimeUnit.MILLISECONDS));
        cache.put("a", "new").block();
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "new"));
        late.tryEmitEmpty();
        assertThat(source.stores.get(source.stores.size() - 1).get(0).value()).isEqualTo("old");
        assertThat(source.rows).containsEntry("a", "new");
    }

    @Test
    void anEntryThatCannotBeStoredIsParkedInSightAndSpoilsNoOther() {
        source.before = changes -> changes.stream().anyMatch(change -> "poison".equals(change.value()))
                ? Mono.error(new IllegalStateException("cannot be stored"))
                : Mono.empty();
        instances.with("write-behind.attempts", "3");
        var caches = instances.start();
        var cache = behind.cache(caches);
        Flux.range(0, 50).concatMap(i -> cache.put("k" + i, "v")).blockLast();
        cache.put("bad", "poison").block();
        Awaitility.await()
                .until(() -> source.rows.size() == 50 && backlog(caches).parked() == 1);
        var health = new FlushHealth(caches.flushing()).check().block();
        assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(health.reason()).isEqualTo("writes are parked");
        cache.clear().block();
        assertThat(cache.get("bad").block()).as("it was accepted").isEqualTo("poison");
        cache.put("bad", "cured").block();
        Awaitility.await()
                .until(() -> "cured".equals(source.rows.get("bad"))
                        && backlog(caches).parked() == 0);
        Awaitility.await()
                .until(() -> new FlushHealth(caches.flushing()).check().block().status() == HealthStatus.HEALTHY);
    }

    @Test
    void aWriteThatWaitsForTooLongIsSeen() {
        Sinks.Empty<Void> gate = Sinks.empty();
        source.before = changes -> gate.asMono();
        instances.with("write-behind.old", "300ms").with("write-behind.attempts", "1000");
        var caches = instances.start();
        var health = new FlushHealth(caches.flushing());
        behind.cache(caches).put("a", "1").block();
        Awaitility.await().until(() -> health.check().block().status() == HealthStatus.DEGRADED);
        assertThat(health.check().block().reason()).isEqualTo("writes wait for too long");
        gate.tryEmitEmpty();
        Awaitility.await().until(() -> health.check().block().status() == HealthStatus.HEALTHY);
    }

    @Test
    void aFullJournalHoldsWritersBackAndThenRefuses() {
        Sinks.Empty<Void> gate = Sinks.empty();
        source.before = changes -> gate.asMono();
        instances
                .with("write-behind.max-entries", "16")
                .with("write-behind.accept-wait", "300ms")
                .with("write-behind.store-timeout", "20s")
                .with("write-behind.lease", "40s");
        var caches = instances.start();
        var cache = behind.cache(caches);
        List<String> keys = ofOneShard(3);
        cache.put(keys.get(0), "1").block();
        assertThatThrownBy(() -> cache.put(keys.get(1), "1").block()).isInstanceOf(CacheWriteRefused.class);
        cache.put(keys.get(0), "2").block();
        assertThat(cache.get(keys.get(0)).block()).isEqualTo("2");
        assertThat(cache.get(keys.get(1)).blockOptional()).isEmpty();
        instances.with("write-behind.accept-wait", "30s");
        Mono<Void> waiting =
                behind.cache(instances.start()).put(keys.get(2), "1").cache();
        waiting.subscribe();
        assertThatThrownBy(() -> waiting.block(Duration.ofMillis(500)))
                .as("it waits")
                .hasMessageContaining("Timeout");
        gate.tryEmitEmpty();
        waiting.block(Duration.ofSeconds(20));
        Awaitility.await()
                .untilAsserted(() -> assertThat(source.rows).isEqualTo(Map.of(keys.get(0), "2", keys.get(2), "1")));
    }

    @Test
    void writersThatWaitForRoomAskTheMoreSeldomTheMoreTheyAre() {
        fill("2s");
        long before = scripts();
        long refused = Flux.range(0, 500)
                .flatMap(
                        i -> cache.put(keys.get(1), "v" + i)
                                .thenReturn(0L)
                                .onErrorResume(CacheWriteRefused.class, e -> Mono.just(1L)),
                        500)
                .reduce(0L, Long::sum)
                .block(Duration.ofSeconds(60));
        assertThat(refused).isEqualTo(500);
        assertThat(scripts() - before).isLessThan(8_000);
    }

    @Test
    void moreThanAThousandDoNotWait() {
        fill("1h");
        AtomicInteger refused = new AtomicInteger();
        Disposable waiting = Flux.range(0, 1_500)
                .flatMap(
                        i -> cache.put(keys.get(1), "v" + i)
                                .doOnError(e -> refused.incrementAndGet())
                                .onErrorComplete(),
                        1_500)
                .subscribe();
        Awaitility.await().untilAsserted(() -> assertThat(refused).hasValueGreaterThanOrEqualTo(400));
        assertThat(refused).hasValueLessThan(1_000);
        waiting.dispose();
    }

    /** There is room for the first of the keys. */
    private void fill(String acceptWait) {
        source.before = changes -> Mono.never();
        instances
                .with("write-behind.max-entries", "16")
                .with("write-behind.accept-wait", acceptWait)
                .with("write-behind.store-timeout", "1m")
                .with("write-behind.lease", "2m");
        cache = behind.cache(instances.start());
        cache.put(keys.get(0), "1").block();
    }

    /** That the server has run so far. */
    private static long scripts() {
        try (RedisClient client = RedisClient.create(Stores.redis().url());
                var redis = client.connect()) {
            Matcher calls = Pattern.compile("cmdstat_evalsha:calls=(\\d+)")
                    .matcher(redis.sync().info("commandstats"));
            return calls.find() ? Long.parseLong(calls.group(1)) : 0;
        }
    }

    @Test
    void aLeaseThatAStoreCouldOutlastEndsTheStart() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CacheAutoConfiguration.class))
                .withPropertyValues("perf.cache.write-behind.lease=6s", "perf.cache.write-behind.store-timeout=5s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("lease must be twice store-timeout or more"));
    }

    @Test
    void whatAnInstanceAcceptedAndDidNotLiveToCacheIsNotHiddenByWhatIsCached() {
        var one = behind.cache(instances.start());
        var two = behind.cache(instances.start());
        source.rows.put("a", "old");
        assertThat(one.get("a").block()).isEqualTo("old");
        assertThat(two.get("a").block()).isEqualTo("old");
        // a writer that dies once the journal has it
        journal(one).accept("a", "\"new\"").block();
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "new"));
        Awaitility.await().untilAsserted(() -> {
            assertThat(one.get("a").block()).isEqualTo("new");
            assertThat(two.get("a").block()).isEqualTo("new");
        });
    }

    @Test
    void callersThatCancelLeaveNothingThatCacheAndSourceDisagreeAbout() {
        var caches = List.of(instances.start(), instances.start());
        var both = caches.stream().map(behind::cache).toList();
        List<String> keys = List.of("a", "b", "c");
        for (int i = 0; i < 300; i++) {
            Disposable put = both.get(i % 2).put(keys.get(i % 3), "v" + i).subscribe();
            if (i % 4 != 0) {
                Mono.delay(Duration.ofNanos(i * 10_000L)).block();
                put.dispose();
            }
        }
        Awaitility.await()
                .until(() -> caches.stream().allMatch(each -> backlog(each).entries() == 0));
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .untilAsserted(() -> keys.forEach(key ->
                        both.forEach(each -> assertThat(each.get(key).block()).isEqualTo(source.rows.get(key)))));
    }

    @Test
    void versionsAndConditionsOfTheCallerAreRefused() {
        var cache = behind.cache(instances.start());
        assertThatThrownBy(() -> cache.put("a", "1", 7).block()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> cache.putIfAbsent("a", "1").block()).isInstanceOf(UnsupportedOperationException.class);
        cache.put("a", "1").block();
        cache.remove("a", 7).block();
        assertThat(cache.get("a").block()).as("only invalidated").isEqualTo("1");
    }
}
