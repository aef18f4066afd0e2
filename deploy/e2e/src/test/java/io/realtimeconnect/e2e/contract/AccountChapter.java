package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Sign-up, sessions, secrets, roles, and the end of an account. */
final class AccountChapter {

    private AccountChapter() {}

    static void walk(Stage stage) {
        sessions(stage);
        secrets(stage);
        roles(stage);
        end(stage);
    }

    private static void sessions(Stage stage) {
        Person alice = stage.person();
        assertThat(stage.nobody()
                        .post(
                                "/api/v1/auth/register",
                                Map.of(
                                        "username", alice.username().toUpperCase(java.util.Locale.ROOT),
                                        "email", "other-" + alice.username() + "@example.org",
                                        "password", alice.password()))
                        .code())
                .isEqualTo("USERNAME_TAKEN");
        Person second = stage.withSession(alice);

        JsonNode devices =
                alice.api().get("/api/v1/sessions").expect(200).json().path("items");
        assertThat(devices).hasSize(2);
        assertThat(devices.valueStream().filter(device -> device.path("current").asBoolean()))
                .hasSize(1);
        String other = devices.valueStream()
                .filter(device -> !device.path("current").asBoolean())
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
        alice.api().delete("/api/v1/sessions/" + other).expect(204);
        assertThat(alice.api().delete("/api/v1/sessions/" + other).code()).isEqualTo("SESSION_NOT_FOUND");
        out(second);

        Person third = stage.withSession(alice);
        third.api().post("/api/v1/auth/logout", null).expect(204);
        out(third);
        alice.api().get("/api/v1/auth/me").expect(200);
        alice.api().post("/api/v1/auth/logout-all", null).expect(204);
        out(alice);

        JsonNode analytics = stage.admin()
                .api()
                .get("/api/v1/admin/sessions/analytics")
                .expect(200)
                .json();
        assertThat(analytics.isObject()).isTrue();
    }

    private static void secrets(Stage stage) {
        Person alice = stage.person();
        Person second = stage.withSession(alice);
        assertThat(alice.api()
                        .put("/api/v1/users/me/password", Map.of("current", "wrong wrong", "new", "another secret"))
                        .code())
                .isEqualTo("WRONG_PASSWORD");
        alice.api()
                .put("/api/v1/users/me/password", Map.of("current", alice.password(), "new", "another secret"))
                .expect(204);
        out(second);
        stage.login(alice.username(), "another secret");

        String address = "new-" + alice.username() + "@example.org";
        alice.api()
                .put("/api/v1/users/me/email", Map.of("password", "another secret", "email", address))
                .expect(204);
        stage.login(address, "another secret");
    }

    private static void roles(Stage stage) {
        Person alice = stage.person();
        Answer promoted = stage.admin()
                .api()
                .put("/api/v1/admin/users/" + alice.id() + "/roles", Map.of("roles", List.of("USER", "MODERATOR")))
                .expect(200);
        assertThat(promoted.text()).contains("MODERATOR");
        out(alice);
        stage.withSession(alice).api().get("/api/v1/moderation/reports").expect(200);
    }

    private static void end(Stage stage) {
        Person alice = stage.person();
        Person bob = stage.person();
        alice.api()
                .call("DELETE", "/api/v1/users/me", Map.of("password", alice.password()), Map.of())
                .expect(202);
        out(alice);
        assertThat(stage.nobody()
                        .post("/api/v1/auth/login", Map.of("login", alice.username(), "password", alice.password()))
                        .code())
                .isEqualTo("INVALID_CREDENTIALS");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                bob.api().get("/api/v1/users/" + alice.id()).code())
                        .isEqualTo("USER_NOT_FOUND"));
        assertThat(Objects.requireNonNull(alice.api().token())).startsWith("v1.");
    }

    private static void out(Person person) {
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() ->
                        assertThat(person.api().get("/api/v1/auth/me").code()).isEqualTo("UNAUTHENTICATED"));
    }
}
