package io.realtimeconnect.perf.cache;

import static io.realtimeconnect.perf.cache.WrittenBehind.journal;
import static io.realtimeconnect.perf.cache.WrittenBehind.ofOneShard;
import static io.realtimeconnect.perf.cache.WrittenBehind.stop;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A graceful shutdown: what was accepted is stored, or waits in the journal for the next instance; it takes its time and no more. */
class WriteBehindShutdownTest {

    private final WrittenBehind behind = new WrittenBehind();
    private final RecordedSource<String> source = behind.source;
    private final Instances instances = behind.instances.with("write-behind.delay", "1h");

    @AfterEach
    void close() {
        behind.close();
    }

    @Test
    void aGracefulShutdownStoresWhatWasAccepted() throws InterruptedException {
        var caches = instances.start();
        var cache = behind.cache(caches);
        Flux.range(0, 300).flatMap(i -> cache.put("k" + i, "v" + i), 50).blockLast();
        assertThat(source.rows).isEmpty();
        assertThat(stop(caches).await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(source.rows).hasSize(300);
    }

    @Test
    void whatWasCoalescedIsOneStoreAndManyKeysAreFewOnes() throws InterruptedException {
        instances.with("write-behind.batch", "10");
        var caches = instances.start();
        var cache = behind.cache(caches);
        Flux.range(0, 100).concatMap(i -> cache.put("a", "v" + i)).blockLast();
        Flux.range(0, 500).flatMap(i -> cache.put("k" + i, "v" + i), 50).blockLast();
        assertThat(stop(caches).await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(source.rows).hasSize(501).containsEntry("a", "v99");
        assertThat(source.stores.stream().flatMap(List::stream).map(CacheChange::key))
                .hasSize(501)
                .doesNotHaveDuplicates();
        assertThat(source.stores).allSatisfy(call -> assertThat(call).hasSizeLessThanOrEqualTo(10));
        // full batches, and in each of 16 shards one that is not
        assertThat(source.stores).hasSizeLessThanOrEqualTo(50 + 16);
    }

    @Test
    void anApplicationThatIsClosedHasStoredWhatItAccepted() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataRedisAutoConfiguration.class,
                        DataRedisReactiveAutoConfiguration.class,
                        RedisLinkAutoConfiguration.class,
                        CacheAutoConfiguration.class))
                .withPropertyValues(
                        "spring.data.redis.url=" + Stores.redis().url(),
                        "perf.cache.command-timeout=2s",
                        "perf.cache.write-behind.journal-timeout=2s",
                        "perf.cache.write-behind.delay=1h",
                        "perf.cache.caches." + behind.name + ".strategy=write-behind")
                .withBean(RecordedSource.class, () -> source)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(FlushHealth.class);
                    TwoTierCache<String> cache =
                            context.getBean(TwoTierCaches.class).cache(behind.name, String.class);
                    Awaitility.await().ignoreExceptions().until(() -> {
                        cache.put("a", "1").block();
                        return true;
                    });
                    assertThat(source.rows).isEmpty();
                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    // a gauge holds only weakly what it asks
                    System.gc();
                    Awaitility.await()
                            .until(() -> meters.get("cache.behind.queued")
                                            .tag("cache", behind.name)
                                            .gauge()
                                            .value()
                                    == 1);
                    context.close();
                    assertThat(source.rows).containsEntry("a", "1");
                    assertThat(meters.get("cache.behind.queued").gauge().value())
                            .isZero();
                });
    }

    @Test
    void aShutdownEndsBeforeSpringGoesOnWithoutIt() {
        source.before = changes -> Mono.never();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        LifecycleAutoConfiguration.class,
                        DataRedisAutoConfiguration.class,
                        DataRedisReactiveAutoConfiguration.class,
                        RedisLinkAutoConfiguration.class,
                        CacheAutoConfiguration.class))
                .withPropertyValues(
                        "spring.lifecycle.timeout-per-shutdown-phase=5s",
                        "spring.data.redis.url=" + Stores.redis().url(),
                        "perf.cache.command-timeout=2s",
                        "perf.cache.write-behind.journal-timeout=2s",
                        "perf.cache.write-behind.delay=1h",
                        "perf.cache.write-behind.shutdown-wait=1m",
                        "perf.cache.write-behind.store-timeout=2m",
                        "perf.cache.write-behind.lease=5m",
                        "perf.cache.caches." + behind.name + ".strategy=write-behind")
                .withBean(RecordedSource.class, () -> source)
                .run(context -> {
                    TwoTierCache<String> cache =
                            context.getBean(TwoTierCaches.class).cache(behind.name, String.class);
                    WrittenBehind.put(cache, "a", "1");
                    context.close();
                });
        try (RedisClient client = RedisClient.create(Stores.redis().url());
                var redis = client.connect()) {
            // others could not store for five minutes
            assertThat(IntStream.range(0, 16)
                            .mapToObj(shard -> "{wb:app." + behind.name + ":" + shard + "}#lease")
                            .filter(lease -> redis.sync().exists(lease) > 0))
                    .as("leases that were not given back: of what was being stored")
                    .hasSize(1);
        }
    }

    @Test
    void aShutdownDoesNotWaitForASourceThatHangs() throws InterruptedException {
        source.before = changes -> Mono.never();
        instances
                .with("write-behind.shutdown-wait", "300ms")
                .with("write-behind.store-timeout", "1m")
                .with("write-behind.lease", "2m");
        var caches = instances.start();
        behind.cache(caches).put("a", "1").block();
        assertThat(stop(caches).await(10, TimeUnit.SECONDS)).isTrue();
        var left = behind.cache(instances.start());
        left.clear().block();
        assertThat(left.get("a").block()).as("the journal keeps it").isEqualTo("1");
    }

    @Test
    void whatIsAcceptedWhileTheShutdownStoresIsLeftInTheJournal() throws InterruptedException {
        List<String> keys = ofOneShard(2);
        Sinks.Empty<Void> gate = Sinks.empty();
        CountDownLatch begun = new CountDownLatch(1);
        source.before = changes -> {
            begun.countDown();
            return gate.asMono();
        };
        instances.with("write-behind.store-timeout", "20s").with("write-behind.lease", "40s");
        var caches = instances.start();
        var cache = behind.cache(caches);
        cache.put(keys.get(0), "1").block();
        CountDownLatch stopped = stop(caches);
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        cache.put(keys.get(0), "2").block();
        cache.put(keys.get(1), "1").block();
        gate.tryEmitEmpty();
        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(source.rows).isEqualTo(Map.of(keys.get(0), "1"));
        assertThat(journal(cache).find(keys).block()).containsOnlyKeys(keys);
        behind.storedByOthers(Map.of(keys.get(0), "2", keys.get(1), "1"));
    }

    @Test
    void whateverIsAcceptedAroundAShutdownIsStoredInTheEnd() throws InterruptedException {
        instances.with("write-behind.batch", "2").with("write-behind.shutdown-wait", "1s");
        var caches = instances.start();
        var cache = behind.cache(caches);
        Map<String, String> accepted = new ConcurrentHashMap<>();
        CountDownLatch many = new CountDownLatch(200);
        AtomicBoolean over = new AtomicBoolean();
        source.before = changes -> Mono.delay(Duration.ofMillis(3)).then();
        Mono<Void> writers = Flux.range(0, 24)
                .flatMap(
                        key -> Flux.range(1, Integer.MAX_VALUE)
                                .takeUntil(i -> over.get())
                                .concatMap(
                                        i -> cache.put("k" + key, "v" + i).doOnSuccess(done -> {
                                            accepted.put("k" + key, "v" + i);
                                            many.countDown();
                                        }),
                                        0),
                        24)
                .then()
                .cache();
        writers.subscribe();
        assertThat(many.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stop(caches).await(20, TimeUnit.SECONDS)).isTrue();
        over.set(true);
        writers.block(Duration.ofSeconds(20));
        assertThat(accepted).hasSize(24);
        behind.storedByOthers(accepted);
    }

    @Test
    void aShutdownIsBoundedWhereTheSourceIsSlowAndTheNextInstanceStoresTheRest() throws InterruptedException {
        source.before = changes -> Mono.delay(Duration.ofMillis(200)).then();
        instances.with("write-behind.batch", "1").with("write-behind.shutdown-wait", "3s");
        var caches = instances.start();
        var cache = behind.cache(caches);
        Flux.range(0, 400).flatMap(i -> cache.put("k" + i, "v" + i), 50).blockLast();
        assertThat(stop(caches).await(15, TimeUnit.SECONDS))
                .as("all of it takes 20 s and more")
                .isTrue();
        assertThat(source.rows).hasSizeBetween(1, 399);
        source.before = changes -> Mono.empty();
        behind.storedByOthers(numbered(400));
    }

    @Test
    void aShutdownDoesNotTryASourceThatFailsForAsLongAsItMay() throws InterruptedException {
        source.before = changes -> Mono.error(new IllegalStateException("away"));
        instances.with("write-behind.shutdown-wait", "5m").with("write-behind.attempts", "100");
        var caches = instances.start();
        var cache = behind.cache(caches);
        Flux.range(0, 200).flatMap(i -> cache.put("k" + i, "v" + i), 50).blockLast();
        assertThat(stop(caches).await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(source.rows).isEmpty();
        source.before = changes -> Mono.empty();
        behind.storedByOthers(numbered(200));
    }

    private static Map<String, String> numbered(int many) {
        return IntStream.range(0, many).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v" + i));
    }
}
