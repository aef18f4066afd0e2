package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Replies and messages that are late, and replies that never come. */
class CacheWireTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final String name = "c" + UUID.randomUUID();
    private final String url = Stores.redis().url();
    private final CutWire wire = new CutWire(url);
    // no comparison is to help
    private final Instances near = new Instances(url).with("heartbeat", "1h").with("command-timeout", "60s");
    private final Instances far =
            new Instances(wire.url()).with("heartbeat", "1h").with("command-timeout", "60s");

    @AfterEach
    void close() {
        wire.holdReplies(false);
        wire.holdMessages(false);
        near.close();
        far.close();
        wire.close();
    }

    @Test
    void aReplyOvertakenByItsInvalidationIsNotKept() {
        TwoTierCache<Integer> here = near.start().cache(name, Integer.class);
        TwoTierCache<Integer> there = Instances.listening(far.start().cache(name, Integer.class));
        here.put("k", 1).block(LONG);
        here.put("other", 1).block(LONG);
        assertThat(there.get("other").block(LONG)).isEqualTo(1);
        Awaitility.await().until(() -> invalidations(there) == 2);

        wire.holdReplies(true);
        Mono<Integer> late = there.get("k").cache();
        late.subscribe();
        Awaitility.await().until(() -> wire.waiting.get() > 0);
        here.put("k", 2).block(LONG);
        Awaitility.await().until(() -> invalidations(there) == 3);
        wire.holdReplies(false);

        assertThat(late.block(LONG)).as("asked for before").isEqualTo(1);
        assertThat(raw(there).local.find("k")).as("kept").isNull();
        assertThat(there.get("k").block(LONG)).isEqualTo(2);
    }

    @Test
    void aLoadOvertakenByItsInvalidationIsKeptNowhere() {
        TwoTierCache<Integer> here = near.start().cache(name, Integer.class);
        TwoTierCache<Integer> there = Instances.listening(far.start().cache(name, Integer.class));
        there.get("warm", Mono.just(1)).block(LONG);
        Mono<Integer> late = there.get("k", Mono.fromSupplier(() -> {
                    wire.holdReplies(true);
                    return 1;
                }))
                .cache();
        late.subscribe();
        Awaitility.await().until(() -> wire.waiting.get() > 0);
        here.remove("k").block(LONG);
        Awaitility.await().until(() -> invalidations(there) == 1);
        wire.holdReplies(false);
        late.block(LONG);
        assertThat(there.get("k").block(LONG)).isNull();
        assertThat(here.get("k").block(LONG)).isNull();
    }

    @Test
    void aMessageThatIsLateBringsNothingOldBack() {
        TwoTierCache<Integer> here = near.start().cache(name, Integer.class);
        TwoTierCache<Integer> there = Instances.listening(far.start().cache(name, Integer.class));
        here.put("k", 1).block(LONG);
        Awaitility.await().until(() -> invalidations(there) == 1);
        assertThat(there.get("k").block(LONG)).isEqualTo(1);

        wire.holdMessages(true);
        here.put("k", 2).block(LONG);
        Awaitility.await().until(() -> wire.waiting.get() > 0);
        raw(there).coherence.compare().block(LONG);
        assertThat(there.get("k").block(LONG)).isEqualTo(2);
        there.put("k", 3).block(LONG);
        wire.holdMessages(false);
        Awaitility.await().until(() -> invalidations(there) == 3);
        assertThat(there.get("k").block(LONG)).isEqualTo(3);
        assertThat(here.get("k").block(LONG)).isEqualTo(3);
    }

    @Test
    void aLoadUnderWayIsJoinedByNobodyOnceALostChangeIsNoticed() {
        TwoTierCache<Integer> here = near.start().cache(name, Integer.class);
        TwoTierCache<Integer> there = Instances.listening(far.start().cache(name, Integer.class));
        Sinks.Empty<Void> gate = Sinks.empty();
        Mono<Integer> old = there.get("k", gate.asMono().thenReturn(1)).cache();
        old.subscribe();
        Awaitility.await().until(() -> raw(there).meters.misses.sum() == 1);
        wire.deaf.set(true);
        here.put("k", 2).block(LONG);
        raw(there).coherence.compare().block(LONG);
        assertThat(there.get("k", Mono.just(3)).block(LONG)).isEqualTo(2);
        gate.tryEmitEmpty();
        assertThat(old.block(LONG)).isEqualTo(1);
        assertThat(there.get("k", Mono.just(3)).block(LONG)).isEqualTo(2);
    }

    @Test
    void aLoadOfManyUnderWayIsJoinedByNobodyOnceALostChangeIsNoticed() {
        TwoTierCache<Integer> here = near.start().cache(name, Integer.class);
        TwoTierCache<Integer> there = Instances.listening(far.start().cache(name, Integer.class));
        Sinks.Empty<Void> gate = Sinks.empty();
        Mono<Map<String, Integer>> old = there.getAll(
                        List.of("k"), missing -> gate.asMono().thenReturn(Map.of("k", 1)))
                .cache();
        old.subscribe();
        Awaitility.await().until(() -> raw(there).meters.misses.sum() == 1);
        wire.deaf.set(true);
        here.put("k", 2).block(LONG);
        raw(there).coherence.compare().block(LONG);
        assertThat(raw(there).flights.has("k")).isFalse();
        assertThat(there.get("k", Mono.just(3)).block(LONG)).isEqualTo(2);
        gate.tryEmitEmpty();
        assertThat(old.block(LONG)).containsEntry("k", 1);
        assertThat(there.get("k", Mono.just(3)).block(LONG)).isEqualTo(2);
    }

    @Test
    void aComparisonMissesNothingWhereOnlyTheMessageOfOnesOwnChangeIsOnItsWay() {
        LayeredCache<Integer> here = raw(Instances.listening(far.start().cache(name, Integer.class)));
        wire.holdMessages(true);
        here.put("k", 1).block(LONG);
        here.put("k", 2).block(LONG);
        here.coherence.compare().block(LONG);
        assertThat(here.local.find("k")).isNotNull();
        assertThat(here.statistics().gaps()).isZero();
    }

    @Test
    void aComparisonMissesAChangeOfAnotherBetweenTwoOfOnesOwn() {
        TwoTierCache<Integer> there = near.start().cache(name, Integer.class);
        LayeredCache<Integer> here = raw(Instances.listening(far.start().cache(name, Integer.class)));
        String neighbour = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "n" + i)
                .filter(key -> CacheKeys.bucket(key) == CacheKeys.bucket("k"))
                .findFirst()
                .orElseThrow();
        wire.holdMessages(true);
        here.put("k", 1).block(LONG);
        there.put("k", 2).block(LONG);
        here.put(neighbour, 1).block(LONG);
        here.coherence.compare().block(LONG);
        assertThat(here.local.find("k")).isNull();
        assertThat(here.statistics().gaps()).isEqualTo(1);
    }

    @Test
    void whatWasReadBeforeManyWereRemovedHereIsRefusedBeforeTheirMessagesCome() {
        LayeredCache<Integer> here = raw(Instances.listening(far.start().cache(name, Integer.class)));
        wire.holdMessages(true);
        for (Mono<Void> removal : List.of(here.clear(), here.invalidatePrefix("k"), here.invalidateTag("t"))) {
            here.put("k", 1, CacheOptions.of(o -> o.tags("t"))).block(LONG);
            Stamp before = here.remote.stamp(CacheKeys.bucket("k")).block(LONG);
            assertThat(before).isNotNull();
            removal.block(LONG);
            assertThat(here.local.find("k")).isNull();
            assertThat(here.local.admit("k", new Admission<>(1, 60_000, 0, 0), before))
                    .isFalse();
        }
    }

    @Test
    void aCommandWhoseReplyIsLostIsNotSentAgain() {
        SharedCounter counted = near.start().sharedState().counter(name, Duration.ofHours(1));
        SharedCounter counter = far.start().sharedState().counter(name, Duration.ofHours(1));
        assertThat(counter.add("warm", 1).block(LONG)).isEqualTo(1);
        wire.loseReplyTo("INCRBY");
        assertThatThrownBy(() -> counter.add("c", 1).block(LONG)).isInstanceOf(SharedStateUnavailable.class);
        assertThat(wire.lost()).isTrue();
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> counter.add("after", 1).block(LONG) > 0);
        assertThat(counted.get("c").block(LONG)).isEqualTo(1);
    }

    @Test
    void whatIsRefreshedIsInRedisBeforeItIsTold() {
        TwoTierCache<Integer> there = Instances.listening(far.start().cache(name, Integer.class));
        there.put("k", 1).block(LONG);
        AtomicBoolean told = new AtomicBoolean();
        Mono<Integer> refreshed = there.refresh("k", Mono.fromSupplier(() -> {
                    wire.holdReplies(true);
                    return 2;
                }))
                .doOnNext(value -> told.set(true))
                .cache();
        refreshed.subscribe();
        Awaitility.await().until(() -> wire.waiting.get() > 0);
        assertThat(told).isFalse();
        wire.holdReplies(false);
        assertThat(refreshed.block(LONG)).isEqualTo(2);
        assertThat(there.get("k").block(LONG)).isEqualTo(2);
    }

    /** A value that Redis gave before it was cleared, and that takes its time to be read. */
    @Test
    void nobodyWhoComesAfterAClearJoinsAReadOfWhatWasBeforeIt() {
        try (RedisServer redis = Stores.privateRedis();
                CutWire cut = new CutWire(redis.store().url());
                Instances instances =
                        new Instances(cut.url()).with("heartbeat", "1h").with("command-timeout", "60s")) {
            LayeredCaches all = instances.start();
            TwoTierCache<Slow> cache = Instances.listening(all.cache(name, Slow.class));
            cache.put("k", new Slow("old".repeat(100_000))).block(LONG);
            ((LayeredCache<Slow>) cache).local.forget();
            // so that what clears has to be sent twice, and the read goes between
            all.link().call(open -> open.scriptFlush()).block(LONG);
            Slow loaded = new Slow("new");
            Slow.waits = true;
            cut.holdMessages(true);
            cut.holdReplies(true);
            CompletableFuture<Void> cleared = cache.clear().toFuture();
            BooleanSupplier read = cut.sent("MGET");
            CompletableFuture<Slow> during = cache.get("k", Mono.just(loaded)).toFuture();
            Awaitility.await().until(read::getAsBoolean);
            cut.holdReplies(false);
            cleared.orTimeout(30, TimeUnit.SECONDS).join();
            CompletableFuture<Slow> after = cache.get("k", Mono.just(loaded)).toFuture();
            Slow.waits = false;
            assertThat(after.orTimeout(30, TimeUnit.SECONDS).join().text).isEqualTo("new");
            assertThat(during.orTimeout(30, TimeUnit.SECONDS).join().text).startsWith("old");
        } finally {
            Slow.waits = false;
        }
    }

    /** Read as slowly as a test wants. */
    record Slow(String text) {

        static volatile boolean waits;

        @JsonCreator
        Slow {
            while (waits) {
                // whoever reads large values may not block
            }
        }
    }

    @Test
    void aChangeWhoseCallerLeavesIsCarriedThrough() {
        TwoTierCache<String> here = Instances.listening(near.start().cache(name, String.class));
        here.put("k", "old").block(LONG);
        try (Instances repairing = new Instances(wire.url()).with("command-timeout", "60s")) {
            TwoTierCache<String> there = repairing.start().cache(name, String.class);
            wire.swallow("brand-new");
            Disposable put = there.put("k", "brand-new").subscribe();
            Awaitility.await().until(() -> wire.swallowed.get() > 0);
            put.dispose();
            wire.cut();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(here.get("k").block(LONG)).isNull());
        }
    }

    private static LayeredCache<Integer> raw(TwoTierCache<Integer> cache) {
        return (LayeredCache<Integer>) cache;
    }

    private static long invalidations(TwoTierCache<Integer> cache) {
        return raw(cache).meters.invalidations.sum();
    }
}
