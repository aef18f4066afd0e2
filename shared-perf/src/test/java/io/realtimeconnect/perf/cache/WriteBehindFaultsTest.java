package io.realtimeconnect.perf.cache;

import static io.realtimeconnect.perf.cache.WrittenBehind.backlog;
import static io.realtimeconnect.perf.cache.WrittenBehind.journal;
import static io.realtimeconnect.perf.cache.WrittenBehind.put;
import static io.realtimeconnect.perf.cache.WrittenBehind.stop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.realtimeconnect.perf.health.HealthStatus;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The Redis that holds the journal is frozen, killed, and started again; that of the cache is another. */
class WriteBehindFaultsTest {

    @TempDir
    Path folder;

    private RedisServer state;
    private WrittenBehind behind;
    private RecordedSource<String> source;
    private Instances instances;

    @BeforeEach
    void start() {
        state = RedisServer.durable(
                        folder.resolve("bin"),
                        folder.resolve("data"),
                        folder.resolve("log"),
                        folder.resolve("pid"),
                        Stores.freePort(),
                        "secret")
                .start();
        behind = new WrittenBehind(state.store().url());
        source = behind.source;
        instances = behind.instances.with("write-behind.journal-timeout", "1500ms");
    }

    @AfterEach
    void close() {
        behind.close();
        state.close();
    }

    @Test
    void whatWasAcceptedSurvivesTheDeathOfItsRedis() {
        Sinks.Empty<Void> gate = Sinks.empty();
        source.before = changes -> gate.asMono();
        // how fast a disk takes 200 writes is no part of this
        instances
                .with("write-behind.journal-timeout", "10s")
                .with("write-behind.store-timeout", "1m")
                .with("write-behind.lease", "2m");
        var caches = instances.start();
        var cache = cache(caches);
        Flux.range(0, 200).flatMap(i -> cache.put("k" + i, "v" + i), 20).blockLast();
        assertThat(source.rows).isEmpty();
        state.kill();
        cache.clear().block();
        assertThat(cache.get("k1").blockOptional())
                .as("nobody can say that it was accepted")
                .isEmpty();
        state.start();
        gate.tryEmitEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> source.rows.keySet().stream()
                                .filter(key -> key.startsWith("k"))
                                .count()
                        == 200);
        Awaitility.await()
                .untilAsserted(() -> assertThat(cache.get("k1").block()).isEqualTo("v1"));
    }

    @Test
    void withoutAJournalAndVersionsWritesAreRefusedAndDoNotTurnUpLater() {
        var caches = instances.start();
        var cache = cache(caches);
        cache.put("a", "before").block();
        Awaitility.await().until(() -> source.rows.containsKey("a"));
        state.pause();
        assertThatThrownBy(() -> cache.put("a", "given up").block(Duration.ofSeconds(10)))
                .isInstanceOf(CacheWriteRefused.class);
        Awaitility.await()
                .until(() -> new FlushHealth(caches.flushing()).check().block().status() == HealthStatus.DEGRADED);
        assertThat(cache.get("a").block()).isEqualTo("before");
        // Redis still has it in its hands
        Mono.delay(Duration.ofMillis(600)).block();
        state.resume();
        put(cache, "b", "after");
        Awaitility.await().until(() -> "after".equals(source.rows.get("b")));
        assertThat(source.rows).containsEntry("a", "before");
        Awaitility.await()
                .until(() -> new FlushHealth(caches.flushing()).check().block().status() == HealthStatus.HEALTHY);
        assertThat(source.rows).containsEntry("a", "before");
    }

    @Test
    void withoutAJournalWritesGoToASourceOfVersionsAndNothingOlderFollowsThem() {
        source.versioned = true;
        instances.with("write-behind.delay", "4s");
        var one = cache(instances.start());
        var two = cache(instances.start());
        one.put("a", "journaled").block();
        state.pause();
        one.put("a", "direct").block(Duration.ofSeconds(10));
        assertThat(source.rows).containsEntry("a", "direct");
        assertThat(one.get("a").block()).isEqualTo("direct");
        two.put("a", "direct, and later").block(Duration.ofSeconds(10));
        assertThat(source.rows).containsEntry("a", "direct, and later");
        state.resume();
        put(one, "b", "marker");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> source.rows.containsKey("b"));
        assertThat(source.rows).containsEntry("a", "direct, and later");
        Awaitility.await().untilAsserted(() -> {
            assertThat(one.get("a").block()).isEqualTo("direct, and later");
            assertThat(two.get("a").block()).isEqualTo("direct, and later");
        });
        one.put("a", "journaled again").block();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> "journaled again".equals(source.rows.get("a")));
    }

    @Test
    void whereItsClockWasSetBackNothingIsWrittenPastTheJournal() {
        source.versioned = true;
        var cache = cache(instances.start());
        long ahead = (System.currentTimeMillis() + 3_600_000) * 1_000;
        try (RedisClient client = RedisClient.create(state.store().url());
                var redis = client.connect()) {
            redis.sync().set(behind.journalKey("a", "last"), Long.toString(ahead));
        }
        cache.put("a", "journaled").block();
        Awaitility.await().until(() -> "journaled".equals(source.rows.get("a")));
        state.pause();
        // by the clock it would be older than what is stored, and do nothing
        assertThatThrownBy(() -> cache.put("a", "past it").block(Duration.ofSeconds(10)))
                .isInstanceOf(CacheWriteRefused.class);
        state.resume();
        put(cache, "a", "again");
        Awaitility.await().until(() -> "again".equals(source.rows.get("a")));
    }

    @Test
    void aRedisThatIsFullTakesNothingMoreAndWhatItHoldsIsStored() {
        instances.with("write-behind.delay", "1s").with("write-behind.accept-wait", "100ms");
        var caches = instances.start();
        var cache = cache(caches);
        cache.put("a", "1").block();
        try (RedisClient client = RedisClient.create(state.store().url());
                var redis = client.connect()) {
            redis.sync().configSet("maxmemory", "1");
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> cache.put("b", "1").block(Duration.ofSeconds(10)))
                        .isInstanceOf(CacheWriteRefused.class);
            }
            Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "1"));
            Awaitility.await().until(() -> backlog(caches).entries() == 0);
            redis.sync().configSet("maxmemory", "0");
        }
        cache.put("b", "2").block(Duration.ofSeconds(10));
        behind.storedByOthers(Map.of("a", "1", "b", "2", "warm", "up"));
    }

    @Test
    void aFullRedisIsPassedByWhereVersionsAreCompared() {
        source.versioned = true;
        var cache = cache(instances.start());
        try (RedisClient client = RedisClient.create(state.store().url());
                var redis = client.connect()) {
            redis.sync().configSet("maxmemory", "1");
            cache.put("a", "past it").block(Duration.ofSeconds(10));
            assertThat(source.rows).containsEntry("a", "past it");
            redis.sync().configSet("maxmemory", "0");
        }
        cache.put("a", "journaled").block(Duration.ofSeconds(10));
        Awaitility.await().untilAsserted(() -> assertThat(source.rows).containsEntry("a", "journaled"));
    }

    @Test
    void aShutdownWithoutTheJournalIsBoundedAsWellAndAnotherInstanceStores() throws InterruptedException {
        instances.with("write-behind.delay", "1h").with("write-behind.shutdown-wait", "500ms");
        var caches = instances.start();
        var cache = cache(caches);
        Map<String, String> accepted = new HashMap<>(Map.of("warm", "up"));
        for (int i = 0; i < 50; i++) {
            cache.put("k" + i, "v").block();
            accepted.put("k" + i, "v");
        }
        state.pause();
        assertThat(stop(caches).await(10, TimeUnit.SECONDS)).isTrue();
        state.resume();
        assertThat(source.rows).isEmpty();
        behind.storedByOthers(accepted);
    }

    @Test
    void whatWasWrittenPastTheJournalIsNotHiddenByWhatIsLeftInIt() {
        source.versioned = true;
        // the entry that was passed by has no turn of its own for long
        instances.with("write-behind.delay", "1h");
        var caches = instances.start();
        var cache = cache(caches);
        cache.put("a", "journaled").block();
        state.pause();
        cache.put("a", "past it").block(Duration.ofSeconds(10));
        state.resume();
        Awaitility.await().untilAsserted(() -> {
            cache.clear().block();
            assertThat(cache.get("a").block()).isEqualTo("past it");
        });
        assertThat(source.stores).as("the entry went without being stored").hasSize(1);
    }

    @Test
    void aWritePastTheJournalIsAnsweredWhenTheJournalGivesNoOlderVersions() {
        source.versioned = true;
        instances.with("write-behind.journal-timeout", "2s");
        var cache = cache(instances.start());
        // until its time-out it may get any version up to then
        cache.put("a", "journaled").block();
        state.kill();
        put(cache, "a", "past it");
        long now = System.currentTimeMillis() * 1_000 + 1_000;
        assertThat(source.rows).containsEntry("a", "past it");
        assertThat(source.versions.get("a"))
                .as("what is accepted from now on is newer")
                .isLessThanOrEqualTo(now);
    }

    private TwoTierCache<String> cache(LayeredCaches caches) {
        Awaitility.await().until(() -> caches.flushing().backlogs().stream().allMatch(backlog -> backlog.reachable()));
        TwoTierCache<String> cache = behind.cache(caches);
        put(cache, "warm", "up");
        // the journal's clock is known
        Awaitility.await().until(() -> journal(cache).versionPast("a") > 0);
        return cache;
    }
}
