package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.realtimeconnect.perf.health.HealthStatus;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The Redis that holds the journal is frozen, killed, and started again; that of the cache is another. */
class WriteBehindFaultsTest {

    private final String name = "c" + UUID.randomUUID();
    private final RecordedSource<String> source = new RecordedSource<>(name);

    @TempDir
    Path folder;

    private RedisServer state;
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
        instances = new Instances(Stores.redis().url())
                .withState(state.store().url())
                .with(source)
                .with("caches." + name + ".strategy", "write-behind")
                .with("write-behind.journal-timeout", "500ms")
                .with("write-behind.delay", "100ms")
                .with("write-behind.retry", "20ms")
                .with("write-behind.store-timeout", "1s")
                .with("write-behind.lease", "2s");
    }

    @AfterEach
    void close() {
        instances.close();
        state.close();
    }

    @Test
    void whatWasAcceptedSurvivesTheDeathOfItsRedis() {
        instances.with("write-behind.delay", "3s");
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
            String last = "{wb:test." + name + ":" + (("a".hashCode() ^ ("a".hashCode() >>> 16)) & 15) + "}#last";
            redis.sync().set(last, Long.toString(ahead));
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

    private static void put(TwoTierCache<String> cache, String key, String value) {
        Awaitility.await().ignoreExceptions().until(() -> {
            cache.put(key, value).block(Duration.ofSeconds(5));
            return true;
        });
    }

    private TwoTierCache<String> cache(LayeredCaches caches) {
        Awaitility.await().until(() -> caches.flushing().backlogs().stream().allMatch(backlog -> backlog.reachable()));
        TwoTierCache<String> cache = Instances.listening(caches.cache(name, String.class));
        put(cache, "warm", "up");
        // the journal's clock is known
        var journal = ((WriteBehind<String>) ((SourcedCache<String>) cache).truth).journal;
        Awaitility.await().until(() -> journal.versionPast("a") > 0);
        return cache;
    }
}
