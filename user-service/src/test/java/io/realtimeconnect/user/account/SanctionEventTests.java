package io.realtimeconnect.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

@UserServiceTest
class SanctionEventTests {

    @Autowired
    Api api;

    @Autowired
    SanctionEvents events;

    @Autowired
    TransactionalOperator transaction;

    @Autowired
    JsonMapper json;

    @Autowired
    Cursors signatures;

    @Autowired
    DatabaseClient database;

    @Test
    void aBanEndsSessionsAndBarsLoginsUntilItIsLifted() {
        Person ada = api.signUp();
        UUID action = Ids.next();

        handle("action.taken", action, ada, "ban", null);
        handle("action.taken", action, ada, "ban", null);

        ada.get("/api/v1/auth/me").is(401, "UNAUTHENTICATED");
        var refused = api.login(ada.username(), ada.password()).is(403, "ACCOUNT_SUSPENDED");
        String[] appeal =
                signatures.decode("appeal", refused.text("/appealToken")).split(":");
        assertThat(appeal).startsWith(ada.id().toString(), action.toString());
        assertThat(Long.parseLong(appeal[2]) - Instant.now().getEpochSecond()).isBetween(880L, 900L);
        assertThat(api.internal("queuing-service", HttpMethod.GET, "/internal/users/" + ada.id(), null)
                        .text("/state"))
                .isEqualTo("suspended");
        handle("action.lifted", action, ada, "ban", null);
        api.login(ada.username(), ada.password()).is(200);
    }

    @Test
    void aMuteBarsNobody() {
        Person ada = api.signUp();

        handle("action.taken", Ids.next(), ada, "mute", Instant.parse("2999-01-01T00:00:00Z"));

        ada.get("/api/v1/auth/me").is(200);
        api.login(ada.username(), ada.password()).is(200);
    }

    @Test
    void loginsThatRaceWithABanLeaveNoSession() {
        Person ada = api.signUp();

        Flux<String> logins = Flux.range(0, 20).flatMap(i -> login(ada), 20);
        Mono<String> ban = Mono.<String>fromRunnable(() -> handle("action.taken", Ids.next(), ada, "ban", null))
                .subscribeOn(Schedulers.boundedElastic());

        List<String> tokens = logins.mergeWith(ban).collectList().block();

        api.login(ada.username(), ada.password()).is(403, "ACCOUNT_SUSPENDED");
        assertThat(tokens).allSatisfy(token -> api.get("/api/v1/auth/me", token).is(401, "UNAUTHENTICATED"));
    }

    /** The token, if there is one. */
    private Mono<String> login(Person person) {
        return api.reactive()
                .post()
                .uri("/api/v1/auth/login")
                .bodyValue(Map.of("login", person.username(), "password", person.password()))
                .exchangeToMono(response -> response.releaseBody()
                        .then(Mono.justOrEmpty(
                                response.headers().asHttpHeaders().getFirst("X-Auth-Token"))));
    }

    @Test
    void aReasonThatWasRewordedIsKeptSoAndNothingComesBack() {
        Person ada = api.signUp();
        UUID action = Ids.next();
        handle("action.taken", action, ada, "ban", null);
        handle("action.reworded", action, ada, "ban", null, "other");
        handle("action.reworded", Ids.next(), ada, "ban", null, "other");

        assertThat(database.sql("SELECT reason FROM sanction WHERE user_id = :user")
                        .bind("user", ada.id())
                        .mapValue(String.class)
                        .all()
                        .collectList()
                        .block())
                .containsExactly("other");
    }

    private void handle(String topic, UUID action, Person person, String kind, @Nullable Instant expiresAt) {
        handle(topic, action, person, kind, expiresAt, "rude");
    }

    private void handle(
            String topic, UUID action, Person person, String kind, @Nullable Instant expiresAt, String reason) {
        Map<String, @Nullable Object> payload = new HashMap<>();
        payload.put("actionId", action);
        payload.put("userId", person.id());
        payload.put("kind", kind);
        payload.put("reason", reason);
        payload.put("expiresAt", expiresAt);
        var event = new Event(1, Ids.next(), topic, person.id().toString(), Instant.now(), json.valueToTree(payload));
        transaction.transactional(events.handle(event)).block();
    }
}
