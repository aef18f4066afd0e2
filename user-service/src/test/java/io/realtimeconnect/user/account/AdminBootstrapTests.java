package io.realtimeconnect.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.UserServiceTest;
import io.realtimeconnect.user.profile.Profiles;
import io.realtimeconnect.user.session.SessionEnds;
import java.time.Clock;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

@UserServiceTest
class AdminBootstrapTests {

    @Autowired
    Api api;

    @Autowired
    AccountTable accounts;

    @Autowired
    Profiles profiles;

    @Autowired
    Passwords passwords;

    @Autowired
    SessionEnds ends;

    @Autowired
    TransactionalOperator transaction;

    @Test
    void aReadyServiceHasItsAdministrator() {
        Awaitility.await().untilAsserted(() -> api.get("/ready", null).is(200));

        var answer = api.login("ROOT", "the root of all tests").is(200);

        assertThat(answer.json().at("/user/roles"))
                .extracting(JsonNode::asString)
                .containsExactly("USER", "MODERATOR", "ADMIN");
    }

    @Test
    void manyInstancesMakeOneAdministrator() {
        String name = name();

        Flux.range(0, 8)
                .flatMap(i -> bootstrap(name, "first password").ensure(), 8)
                .blockLast();

        api.login(name, "first password").is(200);
    }

    @Test
    void aConfiguredPasswordThatChangedCountsAndEndsSessions() {
        String name = name();
        bootstrap(name, "first password").ensure().block();
        String token = String.valueOf(
                api.login(name, "first password").is(200).headers().getFirst("X-Auth-Token"));

        bootstrap(name, "first password").ensure().block();
        api.get("/api/v1/auth/me", token).is(200);
        Flux.range(0, 4)
                .flatMap(i -> bootstrap(name, "second password").ensure(), 4)
                .blockLast();

        api.get("/api/v1/auth/me", token).is(401);
        api.login(name, "first password").is(401, "INVALID_CREDENTIALS");
        api.login(name, "second password").is(200);
    }

    @Test
    void withoutAPasswordNobodyIsMade() {
        String name = name();

        Stream.of(null, "")
                .forEach(password -> bootstrap(name, password).ensure().block());

        assertThat(accounts.findByLogin(name).block()).isNull();
    }

    private AdminBootstrap bootstrap(String name, String password) {
        return new AdminBootstrap(
                new AdminProperties(name, password),
                accounts,
                profiles,
                passwords,
                ends,
                transaction,
                Clock.systemUTC());
    }

    private static String name() {
        return "boss-" + UUID.randomUUID().toString().substring(0, 13);
    }
}
