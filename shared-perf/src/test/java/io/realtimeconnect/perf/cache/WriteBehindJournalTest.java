package io.realtimeconnect.perf.cache;

import static io.realtimeconnect.perf.cache.WrittenBehind.backlog;
import static io.realtimeconnect.perf.cache.WrittenBehind.journal;
import static io.realtimeconnect.perf.cache.WrittenBehind.ofOneShard;
import static io.realtimeconnect.perf.cache.WrittenBehind.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.SlotHash;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.web.RequestId;
import io.realtimeconnect.stores.RedisCluster;
import io.realtimeconnect.stores.Stores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** The journal of write-behind caches: spread over a cluster, full, damaged, with entries that fail. */
class WriteBehindJournalTest {

    private final WrittenBehind behind = new WrittenBehind();
    private final RecordedSource<String> source = behind.source;
    private final Instances instances = behind.instances;

    @AfterEach
    void close() {
        behind.close();
    }

    @Test
    void onAClusterTheJournalIsSpreadAndEachScriptStaysInItsSlot() {
        try (RedisCluster redis = Stores.privateRedisCluster();
                Instances spread = new Instances(redis.urls())
                        .withState(redis.urls())
                        .with(source)
                        .with("caches." + behind.name + ".strategy", "write-behind")
                        // how fast it answers is no part of this
                        .with("write-behind.journal-timeout", "60s")
                        .with("write-behind.delay", "1s")) {
            var caches = spread.start();
            var cache = behind.cache(caches);
            Awaitility.await().ignoreExceptions().until(() -> {
                cache.put("warm", "up").block();
                return true;
            });
            Flux.range(0, 200).flatMap(i -> cache.put("k" + i, "v" + i), 20).blockLast();
            cache.removeAll(List.of("k0", "k1", "k2")).block();
            cache.clear().block();
            List<String> keys = IntStream.range(0, 200).mapToObj(i -> "k" + i).toList();
            assertThat(cache.getAll(keys).block()).hasSize(197);
            Awaitility.await().until(() -> backlog(caches).entries() == 0 && source.rows.size() == 198);
        }
    }

    @Test
    void aDeadNodeOfAClusterHoldsUpNothingThatOthersHave() {
        try (RedisCluster redis = Stores.privateRedisCluster()) {
            instances.withState(redis.urls()).with("write-behind.journal-timeout", "60s");
            AtomicBoolean away = new AtomicBoolean(true);
            source.before = changes -> away.get() ? Mono.error(new IllegalStateException("away")) : Mono.empty();
            instances.with("write-behind.attempts", "1000");
            var cache = behind.cache(instances.start());
            put(cache, "warm", "v");
            List<String> keys = IntStream.range(0, 100).mapToObj(i -> "k" + i).toList();
            Flux.fromIterable(keys).flatMap(key -> cache.put(key, "v"), 20).blockLast();
            List<String> alive = keys.stream()
                    .filter(key -> SlotHash.getSlot(behind.journalKey(key, "entries")) < 16_384 * 2 / 3)
                    .toList();
            redis.nodes().get(2).kill();
            keys.stream()
                    .filter(key -> !alive.contains(key))
                    .limit(20)
                    .forEach(key -> assertThatThrownBy(() -> cache.put(key, "w").block())
                            .isInstanceOf(CacheWriteRefused.class));
            cache.put(alive.get(0), "v").block();
            away.set(false);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> source.rows.keySet().containsAll(alive));
        }
    }

    @Test
    void aKeyOfTheJournalThatItsRedisHasEvictedHoldsUpNothing() {
        AtomicBoolean away = new AtomicBoolean(true);
        source.before = changes -> away.get() ? Mono.error(new IllegalStateException("away")) : Mono.empty();
        instances.with("write-behind.attempts", "1000").with("write-behind.batch", "1");
        var caches = instances.start();
        var cache = behind.cache(caches);
        List<String> keys = ofOneShard(3);
        cache.put(keys.get(0), "1").block();
        evict(caches, behind.journalKey(keys.get(0), "entries"));
        // its turn is there, and nothing to be stored
        cache.put(keys.get(1), "1").block();
        away.set(false);
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry(keys.get(1), "1"));
        var patient = behind.cache(instances.with("write-behind.delay", "1h").start());
        patient.put(keys.get(2), "1").block();
        evict(caches, behind.journalKey(keys.get(2), "due"));
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry(keys.get(2), "1"));
        assertThat(source.rows).doesNotContainKey(keys.get(0));
    }

    @Test
    void anEntryThatNobodyCanReadAnyMoreSpoilsNoReading() {
        instances.with("write-behind.delay", "1h");
        source.rows.put("a", "of the source");
        var cache = behind.cache(instances.start());
        cache.put("b", "1").block();
        // of a class that has changed since
        journal(cache).accept("a", "{\"x\":1}").block();
        assertThat(cache.find("a").blockOptional()).isEmpty();
        assertThat(cache.get("a").block()).isEqualTo("of the source");
        cache.clear().block();
        assertThat(cache.getAll(List.of("a", "b")).block()).isEqualTo(Map.of("a", "of the source", "b", "1"));
    }

    @Test
    void anInvalidationOfTheOutboxTellsNothingByItsVersion() {
        var cache = behind.cache(instances.start());
        cache.put("a", "1").block();
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "1"));
        source.rows.put("a", "changed by others");
        cache.invalidateSurely("a", 7).block();
        assertThat(cache.get("a").block()).isEqualTo("changed by others");
        assertThatThrownBy(() -> cache.putAbsence("a", 7).block()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void attemptsThatFailedAreOfTheirVersionAlone() {
        Map<String, Integer> tried = new ConcurrentHashMap<>();
        source.before = changes -> tried.merge(changes.get(0).value(), 1, Integer::sum) == 1
                ? Mono.error(new IllegalStateException("each at first"))
                : Mono.empty();
        instances
                .with("write-behind.attempts", "2")
                .with("write-behind.retry", "2s")
                .with("write-behind.max-retry", "2s");
        var caches = instances.start();
        var cache = behind.cache(caches);
        cache.put("a", "first").block();
        Awaitility.await().until(() -> tried.getOrDefault("first", 0) == 1);
        cache.put("a", "second").block();
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "second"));
        assertThat(backlog(caches).parked()).isZero();
    }

    @Test
    void whatIsParkedIsTriedAgain() {
        AtomicBoolean away = new AtomicBoolean(true);
        source.before = changes -> away.get() ? Mono.error(new IllegalStateException("away")) : Mono.empty();
        instances.with("write-behind.attempts", "1").with("write-behind.parked-retry", "300ms");
        var caches = instances.start();
        behind.cache(caches).put("a", "1").block();
        Awaitility.await().until(() -> backlog(caches).parked() == 1);
        away.set(false);
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "1"));
    }

    @Test
    void aFullJournalIsPassedByWhereVersionsAreCompared() {
        source.versioned = true;
        instances.with("write-behind.max-entries", "16").with("write-behind.delay", "1h");
        var cache = behind.cache(instances.start());
        List<String> keys = ofOneShard(2);
        cache.put(keys.get(0), "1").block();
        cache.put(keys.get(1), "1").block();
        assertThat(source.rows).isEqualTo(Map.of(keys.get(1), "1"));
        assertThat(cache.get(keys.get(1)).block()).isEqualTo("1");
    }

    @Test
    void aWritePastTheJournalIsNoPartOfTheCallersTransaction() {
        source.versioned = true;
        List<ContextView> seen = new CopyOnWriteArrayList<>();
        source.before = changes -> Mono.deferContextual(context -> {
            seen.add(context);
            return Mono.empty();
        });
        instances.with("write-behind.max-entries", "16").with("write-behind.delay", "1h");
        var cache = behind.cache(instances.start());
        List<String> keys = ofOneShard(2);
        cache.put(keys.get(0), "1").block();
        RequestId request = new RequestId("r-1", null);
        cache.put(keys.get(1), "1")
                .contextWrite(Context.of("transaction", "of the caller", RequestId.class, request))
                .block();
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).hasKey("transaction")).isFalse();
        assertThat(RequestId.from(seen.get(0))).isEqualTo(request);
    }

    @Test
    void aWritePastTheJournalThatFailsIsTheCallersAndCountsAsNone() {
        source.versioned = true;
        MeterRegistry meters = new SimpleMeterRegistry();
        instances.with(meters).with("write-behind.max-entries", "16").with("write-behind.delay", "1h");
        var cache = behind.cache(instances.start());
        List<String> keys = ofOneShard(2);
        cache.put(keys.get(0), "1").block();
        source.rows.put(keys.get(1), "old");
        source.before = changes -> Mono.error(new IllegalStateException("away"));
        assertThatThrownBy(() -> cache.put(keys.get(1), "new").block()).hasMessage("away");
        assertThat(cache.get(keys.get(1)).block()).isEqualTo("old");
        assertThat(meters.get("cache.behind.direct").functionCounter().count()).isZero();
        source.before = changes -> Mono.empty();
        cache.put(keys.get(1), "new").block();
        assertThat(meters.get("cache.behind.direct").functionCounter().count()).isEqualTo(1);
    }

    @Test
    void aWriteWhoseCallerLeavesIsCachedOnceItIsAccepted() {
        try (CutWire wire = new CutWire(Stores.redis().url());
                WrittenBehind far = new WrittenBehind(wire.url())) {
            far.source.before = changes -> Mono.never();
            far.instances.with("write-behind.journal-timeout", "60s");
            var caches = far.instances.start();
            var cache = far.cache(caches);
            put(cache, "a", "old");
            wire.holdReplies(true);
            Disposable put = cache.put("a", "new").subscribe();
            Awaitility.await()
                    .until(() -> new String(
                                    caches.link()
                                            .call(redis -> redis.hget(far.journalKey("a", "entries"), "a"))
                                            .block(),
                                    StandardCharsets.UTF_8)
                            .endsWith("new\""));
            put.dispose();
            wire.holdReplies(false);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(cache.get("a").block()).isEqualTo("new"));
        }
    }

    @Test
    void aDamagedShardIsSeen() {
        var caches = instances.start();
        var cache = behind.cache(caches);
        List<String> keys = ofOneShard(1);
        caches.link()
                .call(redis -> redis.set(
                        behind.journalKey(keys.get(0), "entries"), "no hash".getBytes(StandardCharsets.UTF_8)))
                .block();
        Awaitility.await().until(() -> backlog(caches).complaint() != null);
        String other = IntStream.range(0, 100)
                .mapToObj(i -> "o" + i)
                .filter(key -> WrittenBehind.shard(key) != 0)
                .findFirst()
                .orElseThrow();
        cache.put(other, "1").block();
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry(other, "1"));
        evict(caches, behind.journalKey(keys.get(0), "entries"));
        Awaitility.await().until(() -> backlog(caches).complaint() == null);
    }

    @Test
    void aWritePastTheJournalThatIsCancelledLeavesNothingStale() {
        source.versioned = true;
        instances.with("write-behind.max-entries", "16").with("write-behind.delay", "1h");
        var cache = behind.cache(instances.start());
        List<String> keys = ofOneShard(2);
        cache.put(keys.get(0), "1").block();
        source.rows.put(keys.get(1), "old");
        assertThat(cache.get(keys.get(1)).block()).isEqualTo("old");
        source.before = changes -> {
            source.apply(changes);
            return Mono.never();
        };
        Disposable put = cache.put(keys.get(1), "new").subscribe();
        Awaitility.await().until(() -> "new".equals(source.rows.get(keys.get(1))));
        put.dispose();
        Awaitility.await()
                .untilAsserted(() -> assertThat(cache.get(keys.get(1)).block()).isEqualTo("new"));
    }

    @Test
    void aKeyThatIsWrittenAllTheTimeIsStoredAllTheSame() {
        instances.with("write-behind.delay", "1s");
        var cache = behind.cache(instances.start());
        Flux.range(0, 400)
                .concatMap(i -> cache.put("a", "v" + i).then(Mono.delay(Duration.ofMillis(50))))
                .takeUntil(tick -> !source.stores.isEmpty())
                .blockLast();
        assertThat(source.stores).isNotEmpty();
    }

    @Test
    void aKeyThatIsWrittenAllTheTimeIsAsOldAsWhatOfItWasNeverStored() {
        source.before = changes -> Mono.never();
        instances.with("write-behind.old", "4s");
        var caches = instances.start();
        var cache = behind.cache(caches);
        Flux.range(0, 400)
                .concatMap(i -> cache.put("a", "v" + i).then(Mono.delay(Duration.ofMillis(50))))
                .takeUntil(tick -> backlog(caches).complaint() != null)
                .blockLast();
        assertThat(backlog(caches).complaint()).isEqualTo("writes wait for too long");
    }

    @Test
    void theFailureOfAnOldVersionIsNoneOfTheNewOnes() {
        Sinks.Empty<Void> gate = Sinks.empty();
        CountDownLatch begun = new CountDownLatch(1);
        source.before = changes -> {
            if (!"1".equals(changes.get(0).value())) {
                return Mono.empty();
            }
            begun.countDown();
            return gate.asMono();
        };
        instances
                .with("write-behind.attempts", "1")
                .with("write-behind.store-timeout", "20s")
                .with("write-behind.lease", "40s");
        var caches = instances.start();
        var cache = behind.cache(caches);
        cache.put("a", "1").block();
        Awaitility.await().until(() -> begun.await(1, TimeUnit.MILLISECONDS));
        cache.put("a", "2").block();
        gate.tryEmitError(new IllegalStateException("away"));
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "2"));
        assertThat(backlog(caches).parked()).isZero();
    }

    @Test
    void aNewVersionOfWhatIsParkedGetsATurnOfItsOwn() {
        Sinks.Empty<Void> gate = Sinks.empty();
        source.before = changes -> "1".equals(changes.get(0).value())
                ? Mono.error(new IllegalStateException("cannot be stored"))
                : gate.asMono();
        instances
                .with("write-behind.attempts", "1")
                .with("write-behind.store-timeout", "20s")
                .with("write-behind.lease", "40s");
        var caches = instances.start();
        var cache = behind.cache(caches);
        cache.put("a", "1").block();
        Awaitility.await().until(() -> backlog(caches).parked() == 1);
        cache.put("a", "2").block();
        Awaitility.await().until(() -> backlog(caches).parked() == 0);
        assertThat(source.rows).as("and not for being stored").isEmpty();
        gate.tryEmitEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "2"));
    }

    private static void evict(LayeredCaches caches, String key) {
        assertThat(caches.link().call(redis -> redis.del(key)).block()).isEqualTo(1);
    }
}
