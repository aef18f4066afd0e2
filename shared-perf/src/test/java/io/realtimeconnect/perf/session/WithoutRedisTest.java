package io.realtimeconnect.perf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.RedisStore;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WithoutRedisTest {

    private final RedisServer redis = Stores.privateRedis();
    private final UUID user = UUID.randomUUID();

    @AfterEach
    void close() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "frozen"})
    void aSessionSeenLatelyMayReadAndOthersAreRefusedAtOnce(String how) {
        try (Instance instance =
                new Instance(redis.store(), "perf.session.near-validity=1ms", "perf.redis.timeout=200ms")) {
            Sessions sessions = instance.sessions();
            Admitted seen = patiently(sessions);
            Admitted unseen = patiently(sessions);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(
                                    sessions.verify(seen.token()).block().degraded())
                            .isFalse());
            if (how.equals("killed")) {
                redis.kill();
            } else {
                redis.pause();
            }
            for (int i = 0; i < 20; i++) {
                assertThat(sessions.verify(seen.token()).block()).isEqualTo(new Verified(seen.session(), true));
                assertThatThrownBy(() -> sessions.verify(unseen.token()).block())
                        .isInstanceOf(SessionStoreUnavailable.class);
            }
            assertThat(fastestOf(
                            50,
                            () -> sessions.verify(unseen.token())
                                    .onErrorComplete(Problem.class)
                                    .block()))
                    .isLessThan(Duration.ofMillis(100));
            assertThatThrownBy(() -> sessions.admit(Instance.login(user)).block())
                    .isInstanceOf(SessionStoreUnavailable.class);
            assertThatThrownBy(() -> sessions.revokeAll(user, null).block())
                    .isInstanceOf(SessionStoreUnavailable.class);

            if (how.equals("killed")) {
                redis.start();
                await().untilAsserted(() ->
                        assertThat(sessions.verify(seen.token()).block()).isNull());
            } else {
                redis.resume();
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(
                                        sessions.verify(unseen.token()).block().degraded())
                                .isFalse());
            }
        }
    }

    @Test
    void graceCanBeSwitchedOff() {
        try (Instance instance =
                new Instance(redis.store(), "perf.session.near-validity=1ms", "perf.session.grace=0s")) {
            Admitted seen = patiently(instance.sessions());
            assertThat(instance.sessions().verify(seen.token()).block()).isNotNull();
            redis.kill();
            assertThatThrownBy(() -> instance.sessions().verify(seen.token()).block())
                    .isInstanceOf(SessionStoreUnavailable.class);
        }
    }

    @Test
    void aRevokedSessionHasNoGrace() {
        try (Instance instance = new Instance(redis.store())) {
            Admitted seen = patiently(instance.sessions());
            assertThat(instance.sessions().verify(seen.token()).block()).isNotNull();
            instance.sessions().revokeAll(user, null).block();
            redis.kill();
            assertThat(instance.sessions().verify(seen.token()).block()).isNull();
        }
    }

    @Test
    void aStartWithoutRedisSucceedsAndFindsItLater() {
        RedisStore store = redis.store();
        redis.kill();
        try (Instance instance = new Instance(store)) {
            assertThatThrownBy(() ->
                            instance.sessions().admit(Instance.login(user)).block())
                    .isInstanceOf(SessionStoreUnavailable.class);
            redis.start();
            var heard = new ConcurrentLinkedQueue<Revocation>();
            instance.sessions().revocations().subscribe(heard::add);
            assertThat(patiently(instance.sessions())).isNotNull();
            await().ignoreExceptions().untilAsserted(() -> {
                instance.sessions().revokeAll(user, null).block();
                assertThat(heard).isNotEmpty();
            });
        }
    }

    @Test
    void revocationsAreHeardAgainAfterRedisWasGoneAndItsReplacementIsTold() {
        try (Instance instance = new Instance(redis.store())) {
            patiently(instance.sessions());
            var heard = new ConcurrentLinkedQueue<Revocation>();
            var resets = new ConcurrentLinkedQueue<Instant>();
            instance.sessions().revocations().subscribe(heard::add);
            instance.sessions().storeReset().subscribe(resets::add);
            await().untilAsserted(() -> assertThat(resets).hasSize(1));
            redis.kill();
            redis.start();
            await().untilAsserted(() -> assertThat(resets).hasSize(2));
            await().ignoreExceptions().untilAsserted(() -> {
                instance.sessions().revokeAll(user, null).block();
                assertThat(heard).isNotEmpty();
            });
            assertThat(resets).hasSize(2);
        }
    }

    /** The first connection of a JVM takes its time. */
    private Admitted patiently(Sessions sessions) {
        List<Admitted> admitted = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> admitted.add(
                        sessions.admit(Instance.login(user)).blockOptional().orElseThrow()));
        return admitted.get(0);
    }

    /** What the code takes, not what a busy machine adds. */
    private static Duration fastestOf(int times, Runnable call) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            call.run();
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return Duration.ofNanos(fastest);
    }
}
