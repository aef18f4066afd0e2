package io.realtimeconnect.user.account;

import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@UserServiceTest
class PasswordChangeTests {

    private static final String PATH = "/api/v1/users/me/password";

    @Autowired
    Api api;

    @Test
    void aNewPasswordEndsTheOtherSessionsAndKeepsThisOne() {
        Person person = api.signUp();
        String other = person.login();

        person.put(PATH, Map.of("current", person.password(), "new", "another password"))
                .is(204);

        api.get("/api/v1/auth/me", other).is(401, "UNAUTHENTICATED");
        person.get("/api/v1/auth/me").is(200);
        api.login(person.username(), person.password()).is(401, "INVALID_CREDENTIALS");
        api.login(person.username(), "another password").is(200);
    }

    @Test
    void whoDoesNotKnowThePasswordCannotChangeItNorGuessForEver() {
        Person person = api.signUp();
        for (int i = 0; i < 10; i++) {
            person.put(PATH, Map.of("current", "wrong " + i, "new", "another password"))
                    .is(403, "WRONG_PASSWORD");
        }

        person.put(PATH, Map.of("current", person.password(), "new", "another password"))
                .is(429, "TOO_MANY_ATTEMPTS");
        api.login(person.username(), person.password()).is(200);
    }

    @Test
    void theNewPasswordIsHeldToTheRules() {
        Person person = api.signUp();

        for (String password : new String[] {"short", "x".repeat(129), "12345678\u0000"}) {
            person.put(PATH, Map.of("current", person.password(), "new", password))
                    .is(400);
        }
        var answer = person.put(PATH, Map.of("current", person.password(), "new", "short"))
                .is(400, "VALIDATION_FAILED");
        org.assertj.core.api.Assertions.assertThat(answer.text("/errors/0/field"))
                .isEqualTo("new");
    }

    @Test
    void twoChangesAtOnceAreOneChange() {
        Person person = api.signUp();

        var statuses = reactor.core.publisher.Flux.range(0, 6)
                .flatMap(i -> api.reactive()
                        .put()
                        .uri(PATH)
                        .header("X-Auth-Token", person.token())
                        .bodyValue(Map.of("current", person.password(), "new", "new password " + i))
                        .exchangeToMono(response -> response.releaseBody()
                                .thenReturn(response.statusCode().value())))
                .collectList()
                .block();

        org.assertj.core.api.Assertions.assertThat(statuses)
                .containsOnlyOnce(204)
                .allMatch(status -> status == 204 || status == 403);
    }
}
