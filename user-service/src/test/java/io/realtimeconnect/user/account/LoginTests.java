package io.realtimeconnect.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

@UserServiceTest
class LoginTests {

    @Autowired
    Api api;

    @Autowired
    DatabaseClient database;

    @Test
    void nameAndAddressBothServeInAnyCase() {
        Person person = api.signUp();

        for (String login : List.of(
                person.username().toUpperCase(), person.email(), person.email().toUpperCase())) {
            assertThat(api.login(login, person.password()).is(200).text("/user/id"))
                    .isEqualTo(person.id().toString());
        }
    }

    @Test
    void everyLoginHasASecretOfItsOwn() {
        Person person = api.signUp();

        assertThat(List.of(person.token(), person.login(), person.login())).doesNotHaveDuplicates();
    }

    @Test
    void aLoginWithASessionDoesNotTakeItOver() {
        Person person = api.signUp();

        var answer = api.post(
                        "/api/v1/auth/login",
                        Map.of("login", person.username(), "password", person.password()),
                        person.token())
                .is(200);

        assertThat(answer.headers().getFirst("X-Auth-Token")).isNotEqualTo(person.token());
    }

    @Test
    void unknownUserAndWrongPasswordLookTheSame() {
        Person person = api.signUp();

        var wrong = api.login(person.username(), "not my password").is(401, "INVALID_CREDENTIALS");
        var unknown = api.login("nobody-" + person.username().substring(2), "not my password")
                .is(401, "INVALID_CREDENTIALS");

        assertThat(wrong.text("/detail")).isEqualTo(unknown.text("/detail"));
        assertThat(wrong.text("/title")).isEqualTo(unknown.text("/title"));
        assertThat(wrong.headers().headerNames()).isEqualTo(unknown.headers().headerNames());
    }

    @Test
    void tooManyWrongPasswordsCloseTheDoorEvenToTheRightOne() {
        Person person = api.signUp();
        for (int i = 0; i < 10; i++) {
            api.login(person.username(), "wrong " + i).is(401, "INVALID_CREDENTIALS");
        }

        var answer = api.login(person.username(), person.password()).is(429, "TOO_MANY_ATTEMPTS");

        assertThat(Integer.parseInt(String.valueOf(answer.headers().getFirst("Retry-After"))))
                .isBetween(1, 900);
        api.login(person.email(), person.password()).is(200);
        api.call(
                        HttpMethod.POST,
                        "/api/v1/auth/login",
                        Map.of("login", person.username(), "password", person.password()),
                        null,
                        headers -> headers.set("X-Forwarded-For", "203.0.113.9"))
                .is(200);
    }

    @Test
    void guessesThatRaceLearnNothingPastTheLimit() {
        Person person = api.signUp();

        List<Integer> statuses = Flux.range(0, 40)
                .flatMap(i -> attempt(person.username(), "guess " + i), 40)
                .collectList()
                .block();

        assertThat(statuses).contains(429).allMatch(status -> status == 401 || status == 429);
        assertThat(statuses.stream().filter(status -> status == 401)).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void sixtyLoginsAtOnceLeaveAsManySessionsAsAreAllowed() {
        Person person = api.signUp();

        List<Integer> statuses = Flux.range(0, 60)
                .flatMap(i -> attempt(person.username(), person.password()), 60)
                .collectList()
                .block();

        assertThat(statuses).hasSize(60).containsOnly(200);
        String token = person.login();
        assertThat(api.get("/api/v1/sessions", token).is(200).json().path("items"))
                .hasSize(3);
    }

    @Test
    void aSuspendedAccountIsToldWhyAndOnlyToWhoeverKnowsThePassword() {
        Person person = api.signUp();
        var action = Ids.next();
        Instant until = Instant.parse("2999-01-01T00:00:00Z");
        database.sql(
                        "INSERT INTO sanction (action_id, user_id, kind, reason, expires_at) VALUES (:id, :user, 'suspend', 'rude', :until)")
                .bind("id", action)
                .bind("user", person.id())
                .bind("until", until)
                .then()
                .block();

        var answer = api.login(person.username(), person.password()).is(403, "ACCOUNT_SUSPENDED");

        assertThat(answer.text("/actionId")).isEqualTo(action.toString());
        assertThat(answer.text("/reason")).isEqualTo("rude");
        assertThat(Instant.parse(answer.text("/expiresAt"))).isEqualTo(until);
        api.login(person.username(), "not my password").is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void aSuspensionThatIsOverOrLiftedBarsNobody() {
        Person person = api.signUp();
        database.sql("""
                        INSERT INTO sanction (action_id, user_id, kind, reason, expires_at, lifted_at) VALUES
                        (:a, :user, 'suspend', 'over', now() - interval '1 s', NULL), (:b, :user, 'ban', 'lifted', NULL, now()),
                        (:c, :user, 'mute', 'only mute', NULL, NULL)""")
                .bind("a", Ids.next())
                .bind("b", Ids.next())
                .bind("c", Ids.next())
                .bind("user", person.id())
                .then()
                .block();

        api.login(person.username(), person.password()).is(200);
    }

    @Test
    void theDeviceIsWhatItsOwnerCallsItElseWhatTheBrowserSays() {
        Person person = api.signUp();
        api.post(
                        "/api/v1/auth/login",
                        Map.of("login", person.username(), "password", person.password(), "deviceName", " Kitchen "),
                        null)
                .is(200);
        api.call(
                        HttpMethod.POST,
                        "/api/v1/auth/login",
                        Map.of("login", person.username(), "password", person.password()),
                        null,
                        headers -> headers.set(
                                "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"))
                .is(200);

        JsonNode items = person.get("/api/v1/sessions").is(200).json().path("items");

        assertThat(items)
                .extracting(item -> item.path("deviceName").asString("-"))
                .startsWith("Firefox on Linux", "Kitchen");
        assertThat(items).extracting(item -> item.path("ip").asString()).containsOnly("127.0.0.1");
    }

    private reactor.core.publisher.Mono<Integer> attempt(String login, String password) {
        return api.reactive()
                .post()
                .uri("/api/v1/auth/login")
                .bodyValue(Map.of("login", login, "password", password))
                .exchangeToMono(response ->
                        response.releaseBody().thenReturn(response.statusCode().value()));
    }
}
