package io.realtimeconnect.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Answer;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

@UserServiceTest
class AccountTests {

    private static final String EMAIL = "/api/v1/users/me/email";

    @Autowired
    Api api;

    @Autowired
    DatabaseClient database;

    @Autowired
    ReactiveStringRedisTemplate redis;

    @Test
    void aNewAddressLogsInAndTheOldOneDoesNot() {
        Person ada = api.signUp();
        String next = "new-" + ada.email();

        ada.put(EMAIL, Map.of("password", ada.password(), "email", next)).is(204);

        assertThat(ada.get("/api/v1/auth/me").text("/user/email")).isEqualTo(next);
        api.login(next, ada.password()).is(200);
        api.login(ada.email(), ada.password()).is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void anAddressThatIsTakenOrUnfitOrAWrongPasswordChangesNothing() {
        Person ada = api.signUp();
        Person bob = api.signUp();

        ada.put(EMAIL, Map.of("password", ada.password(), "email", bob.email().toUpperCase()))
                .is(409, "EMAIL_TAKEN");
        ada.put(EMAIL, Map.of("password", "not my password", "email", "x" + ada.email()))
                .is(403, "WRONG_PASSWORD");
        ada.put(EMAIL, Map.of("password", ada.password(), "email", "nobody")).is(400, "VALIDATION_FAILED");
        ada.put(EMAIL, Map.of("password", ada.password(), "email", ada.email().toUpperCase()))
                .is(204);
    }

    @Test
    void aDeletedAccountLeavesABareIdAndNothingElseAnywhere() {
        Person ada = api.signUp();
        Person bob = api.signUp();
        ada.patch(Map.of("displayName", "Name of " + ada.username(), "bio", "bio of " + ada.username()))
                .is(200);
        ada.put("/api/v1/users/me/blocks/" + bob.id(), null).is(204);
        bob.put("/api/v1/users/me/blocks/" + ada.id(), null).is(204);
        bob.get("/api/v1/users/" + ada.id()).is(200);
        bob.get("/api/v1/users?q=" + ada.username()).is(200);
        String other = ada.login();

        delete(ada, "not my password").is(403, "WRONG_PASSWORD");
        delete(ada, ada.password()).is(202);

        ada.get("/api/v1/auth/me").is(401, "UNAUTHENTICATED");
        api.get("/api/v1/auth/me", other).is(401, "UNAUTHENTICATED");
        api.login(ada.username(), ada.password()).is(401, "INVALID_CREDENTIALS");
        bob.get("/api/v1/users/" + ada.id()).is(404, "USER_NOT_FOUND");
        bob.put("/api/v1/users/me/blocks/" + ada.id(), null).is(404, "USER_NOT_FOUND");
        assertThat(bob.get("/api/v1/users/me/blocks").json().path("items")).isEmpty();
        assertThat(bob.get("/api/v1/users?q=" + ada.username()).json().findValuesAsString("userId"))
                .doesNotContain(ada.id().toString());
        api.internal("queuing-service", HttpMethod.GET, "/internal/users/" + ada.id(), null)
                .is(404, "USER_NOT_FOUND");
        assertThat(eventsOf(ada)).endsWith("user.deleted");
        assertThat(tablesWith(ada.username().substring(2))).isEmpty();
        assertThat(keysWith(ada.username().substring(2))).isEmpty();
        api.signUp(ada.username(), ada.email(), ada.password());
    }

    @Test
    void theLastAdministratorStays() {
        String root = String.valueOf(
                api.login("root", "the root of all tests").is(200).headers().getFirst("X-Auth-Token"));
        String id = api.get("/api/v1/auth/me", root).text("/user/id");
        database.sql("UPDATE account SET roles = '{USER}' WHERE 'ADMIN' = ANY(roles) AND id <> :id::uuid")
                .bind("id", id)
                .then()
                .block();

        api.put("/api/v1/admin/users/" + id + "/roles", Map.of("roles", List.of("USER")), root)
                .is(409, "LAST_ADMIN");
        api.call(
                        HttpMethod.DELETE,
                        "/api/v1/users/me",
                        Map.of("password", "the root of all tests"),
                        root,
                        headers -> {})
                .is(409, "LAST_ADMIN");
    }

    private Answer delete(Person person, String password) {
        return api.call(
                HttpMethod.DELETE, "/api/v1/users/me", Map.of("password", password), person.token(), headers -> {});
    }

    private List<String> eventsOf(Person person) {
        return database.sql("SELECT topic FROM outbox WHERE key = :key ORDER BY seq")
                .bind("key", person.id().toString())
                .mapValue(String.class)
                .all()
                .collectList()
                .block();
    }

    /** Every table with a row that has the words in any column. */
    private List<String> tablesWith(String words) {
        return database.sql(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'users' AND table_type = 'BASE TABLE'")
                .mapValue(String.class)
                .all()
                .filterWhen(
                        table -> database.sql("SELECT EXISTS (SELECT FROM " + table + " t WHERE t::text ILIKE :words)")
                                .bind("words", "%" + words + "%")
                                .mapValue(Boolean.class)
                                .one())
                .filter(table -> !table.equals("flyway_schema_history"))
                .collectList()
                .block();
    }

    /** Every Redis string whose key or value has the words; the search for them is a key, and names nobody's data. */
    private List<String> keysWith(String words) {
        return redis.scan()
                .filter(key -> !key.contains("searches"))
                .flatMap(key -> redis.opsForValue()
                        .get(key)
                        .onErrorResume(e -> Flux.<String>empty().next())
                        .defaultIfEmpty("")
                        .map(value -> key + "=" + value))
                .filter(entry -> entry.contains(words))
                .collect(Collectors.toList())
                .block();
    }
}
