package io.realtimeconnect.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

@UserServiceTest
class RegistrationTests {

    @Autowired
    Api api;

    @Test
    void whoSignsUpIsInAndSeesThemselves() {
        String name = name();

        var answer = register(name, name + "@example.org").is(201);

        assertThat(answer.text("/user/username")).isEqualTo(name);
        assertThat(answer.text("/user/email")).isEqualTo(name + "@example.org");
        assertThat(answer.json().at("/user/roles"))
                .extracting(JsonNode::asString)
                .containsExactly("USER");
        assertThat(answer.text("/user/createdAt")).endsWith("Z");
        assertThat(answer.json().at("/session/current").asBoolean()).isTrue();
        assertThat(answer.json().toString()).doesNotContain("password", "v1.");
        String token = answer.headers().getFirst("X-Auth-Token");
        assertThat(token).matches("v1\\.[A-Za-z0-9_-]{64}");
        assertThat(answer.headers().getFirst("Set-Cookie"))
                .startsWith("SESSION=" + token + ";")
                .contains("HttpOnly", "SameSite=Lax", "Path=/");

        var me = api.get("/api/v1/auth/me", token).is(200);
        assertThat(me.json().path("user")).isEqualTo(answer.json().path("user"));
        assertThat(me.text("/profile/displayName")).isEqualTo(name);
        assertThat(me.json().at("/profile/version").asLong()).isEqualTo(1);
        assertThat(me.json().at("/profile/age").isNull()).isTrue();
    }

    @Test
    void aBrowserNeverSeesTheToken() {
        String name = name();

        var answer = api.call(HttpMethod.POST, "/api/v1/auth/register", body(name), null, headers -> {
                    headers.set("Sec-Fetch-Site", "same-origin");
                })
                .is(201);

        assertThat(answer.headers().getFirst("X-Auth-Token")).isNull();
        String cookie = String.valueOf(answer.headers().getFirst("Set-Cookie")).split(";")[0];
        assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain(cookie.substring(8));
        var me = api.call(HttpMethod.GET, "/api/v1/auth/me", null, null, headers -> headers.set("Cookie", cookie));
        me.is(200);
    }

    @Test
    void namesAndAddressesDifferByMoreThanCase() {
        String name = name();
        register(name, name + "@example.org").is(201);

        register(name.toUpperCase(), "other" + name + "@example.org").is(409, "USERNAME_TAKEN");
        register(name(), name.toUpperCase() + "@Example.org").is(409, "EMAIL_TAKEN");
        register(name.toUpperCase(), name + "@example.ORG").is(409, "USERNAME_TAKEN");
    }

    @Test
    void ofManyWhoWantOneNameAtOnceOneGetsIt() {
        String name = name();

        List<Integer> statuses = Flux.range(0, 12)
                .flatMap(
                        i -> api.reactive()
                                .post()
                                .uri("/api/v1/auth/register")
                                .bodyValue(Map.of(
                                        "username",
                                        i % 2 == 0 ? name : name.toUpperCase(),
                                        "email",
                                        i + name + "@example.org",
                                        "password",
                                        "12345678"))
                                .exchangeToMono(response -> response.releaseBody()
                                        .thenReturn(response.statusCode().value())),
                        12)
                .collectList()
                .block();

        assertThat(statuses).hasSize(12).containsOnlyOnce(201).allMatch(status -> status == 201 || status == 409);
    }

    @ParameterizedTest
    @CsvSource({"admin", "ADMIN", "root", "Root"})
    void theAdministratorsNameIsNobodyElses(String name) {
        register(name, name() + "@example.org").is(409, "USERNAME_TAKEN");
    }

    static Stream<Map<String, @Nullable Object>> unfit() {
        Stream.Builder<Map<String, @Nullable Object>> cases = Stream.builder();
        for (String username :
                new String[] {null, "", "ab", "x".repeat(33), "with space", "ümlaut", "a@b.de", "a\u0000b"}) {
            cases.add(with("username", username));
        }
        for (String email : new String[] {
            null,
            "",
            "nobody",
            "a@b",
            "@example.org",
            "a b@example.org",
            "a@@example.org",
            "a@.org",
            "a@example..org",
            "a\u0000@example.org",
            "x".repeat(65) + "@example.org",
            "a@" + "x".repeat(260) + ".org",
            "a@b.de\n"
        }) {
            cases.add(with("email", email));
        }
        for (String password : new String[] {null, "", "1234567", "x".repeat(129), "12345678\u0000"}) {
            cases.add(with("password", password));
        }
        for (String displayName : new String[] {"", "   ", "x".repeat(51), "a\nb", "a\u0000b"}) {
            cases.add(with("displayName", displayName));
        }
        return cases.build();
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void whatDoesNotFitIsNamed(Map<String, @Nullable Object> change) {
        Map<String, @Nullable Object> body = new HashMap<>(body(name()));
        body.putAll(change);
        String field = change.keySet().iterator().next();

        var answer = api.post("/api/v1/auth/register", body, null);

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        if (answer.code().equals("VALIDATION_FAILED")) {
            assertThat(answer.json().path("errors"))
                    .extracting(e -> e.path("field").asString())
                    .containsOnly(field);
        } else {
            assertThat(answer.code()).as("%s", answer).isEqualTo("MALFORMED_REQUEST");
        }
    }

    @Test
    void aSessionOfARegistrationIsListed() {
        Person person = api.signUp();

        assertThat(person.get("/api/v1/sessions").is(200).json().path("items")).hasSize(1);
    }

    private Api.Answer register(String username, String email) {
        return api.post(
                "/api/v1/auth/register", Map.of("username", username, "email", email, "password", "12345678"), null);
    }

    private static Map<String, Object> body(String name) {
        return Map.of(
                "username", name, "email", name + "@example.org", "password", "12345678", "displayName", "Somebody");
    }

    private static Map<String, @Nullable Object> with(String field, @Nullable String value) {
        Map<String, @Nullable Object> change = new HashMap<>();
        change.put(field, value);
        return change;
    }

    private static String name() {
        return "r-" + UUID.randomUUID().toString().substring(0, 13);
    }
}
