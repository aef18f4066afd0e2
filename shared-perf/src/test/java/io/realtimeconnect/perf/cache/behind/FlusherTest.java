package io.realtimeconnect.perf.cache.behind;

import static io.realtimeconnect.perf.cache.behind.Journals.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Who stores what a journal holds, and how it leaves. */
class FlusherTest {

    private static final Duration BUDGET = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Journals journals = new Journals(Stores.redis().url());
    private final Queue<String> begun = new ConcurrentLinkedQueue<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private boolean ready = true;
    private Flusher flusher;

    @AfterEach
    void close() {
        if (flusher != null) {
            flusher.stop();
        }
        journals.close();
    }

    @Test
    void aLeaseIsKeptWhereAStoreWasGivenUpAndGivenBackWhereNoneWas() {
        var properties = Journals.properties("delay", "1h", "lease", "1m", "store-timeout", "30s");
        Journal journal = journals.journal(properties, BUDGET);
        Journals.accept(journal, key(3, 0));
        flusher = flusher(journal, properties, entries -> Mono.never());
        flusher.drain(Duration.ofSeconds(3)).block(BUDGET);
        assertThat(begun).containsExactly(key(3, 0));
        assertThat(free(journal, 3)).as("it may yet take effect").isFalse();
        assertThat(free(journal, 4)).isTrue();
    }

    @Test
    void theShardThatIsDoneLastIsGivenBackLikeTheOthers() {
        var properties = Journals.properties("delay", "1h", "lease", "1m");
        Journal journal = journals.journal(properties, BUDGET);
        Journals.accept(journal, key(3, 0));
        flusher = flusher(
                journal,
                properties,
                entries -> Mono.delay(Duration.ofMillis(200)).then());
        flusher.drain(BUDGET).block(BUDGET);
        assertThat(begun).containsExactly(key(3, 0));
        assertThat(free(journal, 3)).isTrue();
        assertThat(flusher.backlog().entries()).isZero();
    }

    @Test
    void theLeaseOfARoundThatTheShutdownNeverGotToIsKeptAsWell() {
        var properties = Journals.properties("delay", "40ms", "lease", "1m", "store-timeout", "30s");
        Journal journal = journals.journal(properties, BUDGET);
        flusher = flusher(journal, properties, entries -> Mono.never());
        Journals.accept(journal, key(15, 0));
        flusher.start();
        Awaitility.await().until(() -> begun.contains(key(15, 0)));
        // these have no turn before the shutdown, which they hold up
        Journal later = journals.journal(Journals.properties("delay", "1h"), BUDGET);
        for (int shard = 0; shard < 4; shard++) {
            Journals.accept(later, key(shard, 0));
        }
        flusher.drain(Duration.ofSeconds(3)).block(BUDGET);
        assertThat(begun).hasSize(5);
        assertThat(free(journal, 15)).isFalse();
        assertThat(free(journal, 8)).isTrue();
    }

    @Test
    void nothingIsBegunAfterTheTimeOfAShutdown() {
        var properties = Journals.properties("delay", "40ms", "batch", "1", "lease", "1m", "store-timeout", "30s");
        Journal journal = journals.journal(properties, BUDGET);
        Sinks.Empty<Void> gate = Sinks.empty();
        flusher = flusher(journal, properties, entries -> gate.asMono());
        Journals.accept(journal, key(5, 0));
        Journals.accept(journal, key(5, 1));
        flusher.start();
        Awaitility.await().until(() -> !begun.isEmpty());
        flusher.drain(Duration.ofMillis(200)).block(BUDGET);
        gate.tryEmitEmpty();
        Awaitility.await()
                .until(() -> journal.find(List.of(key(5, 0), key(5, 1))).block().size() == 1);
        Awaitility.await().during(Duration.ofMillis(300)).until(() -> begun.size() == 1);
    }

    @Test
    void theWaitAfterAFailureDoublesUpToItsMost() {
        var properties = Journals.properties(
                "delay", "0s", "retry", "200ms", "max-retry", "800ms", "attempts", "1000", "lease", "1m");
        Journal journal = journals.journal(properties, BUDGET);
        Journals.accept(journal, key(3, 0));
        Queue<Long> tried = new ConcurrentLinkedQueue<>();
        flusher = flusher(journal, properties, entries -> {
            tried.add(System.nanoTime() / 1_000_000);
            return Mono.error(new IllegalStateException("away"));
        });
        flusher.start();
        Awaitility.await().until(() -> tried.size() >= 6);
        flusher.stop();
        List<Long> at = List.copyOf(tried);
        // half of it at least; how late a turn comes is the machine's affair
        long[] least = {100, 200, 400, 400, 400};
        for (int i = 0; i < least.length; i++) {
            assertThat(at.get(i + 1) - at.get(i)).as("wait %s", i).isGreaterThanOrEqualTo(least[i]);
        }
    }

    @Test
    void threeFailuresInARowAreTheSourcesAndTheRestIsNotTried() {
        var properties = Journals.properties("delay", "1h", "retry", "10m", "max-retry", "10m", "attempts", "1000");
        Journal journal = journals.journal(properties, BUDGET);
        for (int i = 0; i < 10; i++) {
            Journals.accept(journal, key(3, i));
        }
        Queue<Integer> calls = new ConcurrentLinkedQueue<>();
        flusher = flusher(journal, properties, entries -> {
            calls.add(entries.size());
            return Mono.error(new IllegalStateException("away"));
        });
        flusher.drain(LONG).block(BUDGET);
        assertThat(calls).as("together, then one by one").containsExactly(10, 1, 1, 1);
        assertThat(journal.lease(3, "", Duration.ZERO).block().entries()).isEqualTo(10);
    }

    @Test
    void whoCannotReadTheValuesDoesNotTryThemAtItsEnd() {
        var properties = Journals.properties("delay", "1h", "attempts", "1");
        Journal journal = journals.journal(properties, BUDGET);
        Journals.accept(journal, key(3, 0));
        ready = false;
        flusher = flusher(journal, properties, entries -> Mono.error(new IllegalStateException("of no known type")));
        flusher.drain(LONG).block(BUDGET);
        assertThat(begun).isEmpty();
        assertThat(journal.lease(3, "", Duration.ZERO).block().parked()).isZero();
    }

    @Test
    void aSourceThatIsARedisOutOfReachFailsLikeAnyOther() {
        var properties = Journals.properties("delay", "40ms", "attempts", "2", "retry", "20ms");
        Journal journal = journals.journal(properties, BUDGET);
        Journals.accept(journal, key(3, 0));
        try (Journals nowhere = new Journals("redis://:none@127.0.0.1:" + Stores.freePort())) {
            Journal away = nowhere.journal(properties, BUDGET);
            flusher = flusher(
                    journal, properties, entries -> away.find(List.of("a")).then());
            flusher.start();
            Awaitility.await().until(() -> flusher.backlog().parked() == 1);
        }
        assertThat(meters.get("cache.behind.retries").functionCounter().count()).isEqualTo(2);
        assertThat(flusher.backlog().reachable()).isTrue();
    }

    @Test
    void whatNobodyCanReadIsSeenAllTheSame() {
        var properties = Journals.properties("delay", "40ms", "old", "100ms");
        Journal journal = journals.journal(properties, BUDGET);
        Journals.accept(journal, key(3, 0));
        ready = false;
        flusher = flusher(journal, properties, entries -> Mono.empty());
        flusher.start();
        Awaitility.await()
                .until(() -> "writes wait for too long".equals(flusher.backlog().complaint()));
        assertThat(begun).isEmpty();
        assertThat(free(journal, 3)).as("for somebody who can").isTrue();
    }

    @Test
    void whatWentPastADamagedShardHoldsUpNoOther() {
        var properties = Journals.properties("delay", "40ms");
        Journal journal = journals.journal(properties, BUDGET);
        Journals.accept(journal, key(3, 0));
        Journals.accept(journal, key(5, 0));
        journals.damage(4);
        journal.overtakeLater(key(4, 0), 1);
        journal.overtakeLater(key(5, 0), Long.MAX_VALUE);
        flusher = flusher(journal, properties, entries -> Mono.empty());
        flusher.start();
        Awaitility.await().until(() -> begun.contains(key(3, 0)));
        Awaitility.await().until(() -> journal.find(List.of(key(5, 0))).block().isEmpty());
    }

    @Test
    void noStoreBeginsOnAThreadOfRedis() {
        var properties = Journals.properties("delay", "40ms", "batch", "10");
        Journal journal = journals.journal(properties, BUDGET);
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 3; i++) {
            Journals.accept(journal, key(3, i));
        }
        // together, and then one by one
        flusher = flusher(journal, properties, entries -> {
            threads.add(Thread.currentThread().getName());
            return entries.size() > 1 ? Mono.error(new IllegalStateException("one of them")) : Mono.empty();
        });
        flusher.drain(LONG).block(BUDGET);
        assertThat(threads).hasSize(4).allMatch(thread -> thread.startsWith("parallel-"));
    }

    private Flusher flusher(
            Journal journal, WriteBehindProperties properties, Function<List<Entry>, Mono<Void>> store) {
        return new Flusher(
                "c",
                journal,
                entries -> {
                    entries.forEach(entry -> begun.add(entry.key()));
                    return store.apply(entries);
                },
                () -> ready,
                properties,
                new FlushMeters(meters, "c"),
                meters,
                System::nanoTime);
    }

    /** Whether somebody else can have the shard. */
    private static boolean free(Journal journal, int shard) {
        return journal.lease(shard, "somebody else", LONG).block().held();
    }
}
