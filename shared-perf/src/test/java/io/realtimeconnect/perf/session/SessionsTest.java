package io.realtimeconnect.perf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.stores.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Range;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SessionsTest {

    private static final Instance here = new Instance(Stores.redis());
    private static final Instance there = new Instance(Stores.redis());

    private final UUID user = UUID.randomUUID();
    private final Sessions sessions = here.sessions();

    @AfterAll
    static void close() {
        here.close();
        there.close();
    }

    @Test
    void aTokenFindsTheSessionOfItsLoginOnEveryInstance() {
        Admitted admitted = sessions.admit(Instance.login(user)).block();
        assertThat(admitted.token()).matches("v1\\.[A-Za-z0-9_-]{64}");
        assertThat(admitted.evicted()).isEmpty();

        UserSession found = there.sessions().find(admitted.token()).block();
        assertThat(found).isEqualTo(admitted.session());
        assertThat(found.username()).isEqualTo("ann");
        assertThat(found.roles()).containsExactly(Role.USER);
        assertThat(found.expiresAt()).isEqualTo(found.createdAt().plus(Duration.ofHours(12)));
    }

    @Test
    void sixtyRacingLoginsLeaveExactlyTheLimitAndNoOrphanInTheIndex() {
        List<Admitted> admitted = Flux.range(0, 60)
                .flatMap(i -> (i % 2 == 0 ? here : there).sessions().admit(Instance.login(user)), 60)
                .collectList()
                .block();
        assertThat(admitted).hasSize(60);

        List<UserSession> live = sessions.list(user).collectList().block();
        assertThat(live).hasSize(3);
        assertThat(admitted.stream().flatMap(a -> a.evicted().stream()))
                .hasSize(57)
                .doesNotHaveDuplicates();

        var redis = here.redis();
        List<String> index = redis.opsForZSet()
                .range("s:{" + user + "}:index", Range.unbounded())
                .collectList()
                .block();
        assertThat(index).hasSize(3);
        for (String hash : index) {
            assertThat(redis.hasKey("s:{" + user + "}:" + hash).block()).isTrue();
        }
        long alive = admitted.stream()
                .filter(a -> Boolean.TRUE.equals(
                        there.sessions().find(a.token()).hasElement().block()))
                .count();
        assertThat(alive).isEqualTo(3);
    }

    @Test
    void theEarliestLoginGoesFirst() {
        List<Admitted> admitted = Flux.range(0, 5)
                .concatMap(i -> sessions.admit(Instance.login(user)))
                .collectList()
                .block();
        assertThat(admitted.get(3).evicted())
                .containsExactly(admitted.get(0).session().handle());
        assertThat(admitted.get(4).evicted())
                .containsExactly(admitted.get(1).session().handle());
        assertThat(sessions.list(user).map(UserSession::handle).collectList().block())
                .containsExactly(
                        admitted.get(4).session().handle(),
                        admitted.get(3).session().handle(),
                        admitted.get(2).session().handle());
    }

    @Test
    void thePolicyRejectRefusesTheNewLogin() {
        try (Instance strict =
                new Instance(Stores.redis(), "perf.session.policy=reject", "perf.session.max-per-user=2")) {
            List<Object> outcomes = Flux.range(0, 20)
                    .flatMap(
                            i -> strict.sessions()
                                    .admit(Instance.login(user))
                                    .cast(Object.class)
                                    .onErrorResume(Problem.class, p -> Mono.just(p.code())),
                            20)
                    .collectList()
                    .block();
            assertThat(outcomes).filteredOn(Admitted.class::isInstance).hasSize(2);
            assertThat(outcomes)
                    .filteredOn(String.class::isInstance)
                    .hasSize(18)
                    .containsOnly("SESSION_LIMIT_REACHED");
        }
    }

    @Test
    void anotherInstanceLearnsOfARevocationByPush() {
        Admitted admitted = sessions.admit(Instance.login(user)).block();
        try (Instance patient = new Instance(Stores.redis(), "perf.session.near-validity=1h")) {
            var heard = new ConcurrentLinkedQueue<Revocation>();
            patient.sessions()
                    .revocations()
                    .filter(r -> r.userId().equals(user))
                    .subscribe(heard::add);
            awaitListening(patient);
            assertThat(patient.sessions().find(admitted.token()).block()).isNotNull();
            assertThat(patient.sessions().find(admitted.token()).block()).isNotNull();
            assertThat(patient.count("perf.session.lookups", "result", "near")).isPositive();

            String handle = admitted.session().handle();
            assertThat(sessions.revoke(user, handle).block()).isTrue();
            await().untilAsserted(() -> assertThat(
                            patient.sessions().find(admitted.token()).block())
                    .isNull());
            assertThat(heard).containsExactly(new Revocation(user, handle, null));
        }
    }

    @Test
    void aRevocationWhosePushIsLostIsSeenOnceTheLookUpIsOld() {
        Admitted admitted = sessions.admit(Instance.login(user)).block();
        assertThat(there.sessions().find(admitted.token()).block()).isNotNull();
        String key = Token.parse(admitted.token()).key();
        here.redis().delete(key).block();
        assertThat(there.sessions().find(admitted.token()).block()).isNotNull();
        await().untilAsserted(() ->
                assertThat(there.sessions().find(admitted.token()).block()).isNull());
    }

    @Test
    void anEvictionIsToldLikeARevocation() {
        var heard = new ConcurrentLinkedQueue<Revocation>();
        awaitListening(there);
        there.sessions().revocations().filter(r -> r.userId().equals(user)).subscribe(heard::add);
        List<Admitted> admitted = Flux.range(0, 4)
                .concatMap(i -> sessions.admit(Instance.login(user)))
                .collectList()
                .block();
        await().untilAsserted(() -> assertThat(heard)
                .containsExactly(new Revocation(user, admitted.get(0).session().handle(), null)));
    }

    @Test
    void allSessionsButOneCanBeEnded() {
        List<Admitted> admitted = Flux.range(0, 3)
                .concatMap(i -> sessions.admit(Instance.login(user)))
                .collectList()
                .block();
        String kept = admitted.get(1).session().handle();
        var heard = new ConcurrentLinkedQueue<Revocation>();
        awaitListening(here);
        sessions.revocations().filter(r -> r.userId().equals(user)).subscribe(heard::add);
        assertThat(sessions.revokeAll(user, kept).block()).isEqualTo(2);
        assertThat(sessions.list(user).map(UserSession::handle).collectList().block())
                .containsExactly(kept);
        assertThat(sessions.revokeAll(user, null).block()).isEqualTo(1);
        assertThat(sessions.revokeAll(user, null).block()).isZero();
        await().untilAsserted(() -> assertThat(heard)
                .containsExactly(
                        new Revocation(user, null, kept),
                        new Revocation(user, null, null),
                        new Revocation(user, null, null)));
        assertThat(here.redis().hasKey("s:{" + user + "}:index").block()).isFalse();
    }

    @Test
    void revokingWhatIsNotThereSaysSo() {
        assertThat(sessions.revoke(user, "nonsense\"]}").block()).isFalse();
        assertThat(sessions.revoke(user, "").block()).isFalse();
    }

    @Test
    void whatIsNotWrittenLikeATokenIsUnknown() {
        for (String text : List.of(
                "",
                "v1.",
                "v1." + "a".repeat(63),
                "v1." + "a".repeat(65),
                "v2." + "a".repeat(64),
                "v1." + "+".repeat(64),
                "v1." + "a".repeat(63) + "=",
                "v1." + "a".repeat(62) + "é",
                "v1." + "a".repeat(63) + "\n")) {
            assertThat(Token.parse(text)).as(text).isNull();
            assertThat(sessions.find(text).block()).isNull();
        }
        assertThat(sessions.find("v1." + "a".repeat(64)).block()).isNull();
    }

    @Test
    void redisHoldsNoToken() {
        Admitted admitted = sessions.admit(Instance.login(user)).block();
        String key = Token.parse(admitted.token()).key();
        String value = here.redis().opsForValue().get(key).block();
        String secret = admitted.token().substring(3 + 22);
        assertThat(key + value).doesNotContain(secret);
        assertThat(value).startsWith("{\"v\":1,\"active\":").endsWith("\"attributes\":{}}");
    }

    @Test
    void aSessionIsTouchedAtMostOnceAnIntervalAndNeverBroughtBack() {
        try (Instance eager =
                new Instance(Stores.redis(), "perf.session.touch-interval=50ms", "perf.session.near-validity=0s")) {
            Admitted admitted = eager.sessions().admit(Instance.login(user)).block();
            String key = Token.parse(admitted.token()).key();
            await().untilAsserted(() -> assertThat(
                            eager.sessions().find(admitted.token()).block().lastActiveAt())
                    .isAfter(admitted.session().lastActiveAt()));
            StoredSession stored =
                    StoredSession.read(here.redis().opsForValue().get(key).block());
            assertThat(stored.handle()).isEqualTo(admitted.session().handle());
            assertThat(stored.active()).isGreaterThan(stored.created());
            Duration left = here.redis().getExpire(key).block();
            assertThat(left).isBetween(Duration.ofHours(11), Duration.ofHours(12));
            here.redis().delete(key).block();
            assertThat(eager.sessions().find(admitted.token()).block()).isNull();
            assertThat(here.redis().hasKey(key).block()).isFalse();
        }
    }

    @Test
    void aSessionEndsWhenIdleAndItsIndexMemberWithTheNextLogin() {
        try (Instance hasty =
                new Instance(Stores.redis(), "perf.session.idle-timeout=100ms", "perf.session.near-validity=0s")) {
            Admitted first = hasty.sessions().admit(Instance.login(user)).block();
            await().untilAsserted(() ->
                    assertThat(hasty.sessions().find(first.token()).block()).isNull());
            sessions.admit(Instance.login(user)).block();
            assertThat(here.redis().opsForZSet().size("s:{" + user + "}:index").block())
                    .isEqualTo(1);
        }
    }

    @Test
    void aValueOfAnotherVersionIsAnUnknownSession() {
        Admitted admitted = sessions.admit(Instance.login(user)).block();
        String key = Token.parse(admitted.token()).key();
        for (String value : List.of("{\"v\":2}", "nonsense", "{}", "[]", "{\"v\":1}")) {
            here.redis().opsForValue().set(key, value).block();
            assertThat(there.sessions().find(admitted.token()).block())
                    .as(value)
                    .isNull();
        }
        assertThat(sessions.list(user).collectList().block()).isEmpty();
        assertThat(sessions.revokeAll(user, null).block()).isEqualTo(1);
    }

    @Test
    void namesWithQuotesDoNotConfuseTheScripts() {
        Login login = new Login(
                user,
                "a\"active\":1,\"handle\":\"x\"",
                Set.of(Role.ADMIN, Role.USER),
                "\",\"attributes\":{\"x\":1}}\\",
                null);
        Admitted admitted = sessions.admit(login).block();
        UserSession found = there.sessions().find(admitted.token()).block();
        assertThat(found).isEqualTo(admitted.session());
        assertThat(sessions.revoke(user, "x").block()).isFalse();
        assertThat(sessions.revoke(user, found.handle()).block()).isTrue();
    }

    @Test
    void aSaveAfterTheEndBringsNothingBack() {
        Admitted admitted = sessions.admit(Instance.login(user)).block();
        var repository = new LoginSessionRepository(here.sessions(), here.properties(), Clock.systemUTC());
        LoginSession session = repository.findById(admitted.token()).block();
        session.setAttribute("theme", "dark");
        StepVerifier.create(repository.deleteById(admitted.token())).verifyComplete();
        StepVerifier.create(repository.save(session)).verifyComplete();
        StepVerifier.create(repository.findById(admitted.token())).verifyComplete();
        assertThat(here.redis().hasKey(Token.parse(admitted.token()).key()).block())
                .isFalse();
    }

    @Test
    void aVisitorsSessionIsNeverStored() {
        var repository = new LoginSessionRepository(here.sessions(), here.properties(), Clock.systemUTC());
        LoginSession visitor = repository.createSession().block();
        visitor.setAttribute("theme", "dark");
        StepVerifier.create(repository.save(visitor)).verifyComplete();
        StepVerifier.create(repository.findById(visitor.getId())).verifyComplete();
    }

    @Test
    void propertiesAreChecked() {
        assertThatThrownBy(() -> new Instance(Stores.redis(), "perf.session.max-per-user=0"))
                .hasStackTraceContaining("maxPerUser");
    }

    private static void awaitListening(Instance instance) {
        var heard = new ConcurrentLinkedQueue<Revocation>();
        UUID probe = UUID.randomUUID();
        var listening = instance.sessions()
                .revocations()
                .filter(r -> r.userId().equals(probe))
                .subscribe(heard::add);
        await().until(() -> {
            instance.sessions().revokeAll(probe, null).block();
            return !heard.isEmpty();
        });
        listening.dispose();
    }
}
