package io.realtimeconnect.user.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

@UserServiceTest
class SessionTests {

    @Autowired
    Api api;

    @Test
    void sessionsAreListedLatestFirstAndTheCurrentOneIsMarked() {
        Person person = api.signUp();
        person.login();

        JsonNode items = person.get("/api/v1/sessions").is(200).json().path("items");

        assertThat(items).extracting(item -> item.path("current").asBoolean()).containsExactly(false, true);
        assertThat(items.get(0).propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "deviceName", "ip", "createdAt", "lastActiveAt", "expiresAt", "current");
        assertThat(person.token()).doesNotContain(items.get(1).path("id").asString());
    }

    @Test
    void sessionsArePaged() {
        Person person = api.signUp();
        person.login();
        person.login();
        List<String> seen = new ArrayList<>();
        String path = "/api/v1/sessions?limit=1";
        for (String next = path; next != null; ) {
            JsonNode page = person.get(next).is(200).json();
            page.path("items").forEach(item -> seen.add(item.path("id").asString()));
            next = page.path("nextCursor").isNull()
                    ? null
                    : path + "&cursor=" + page.path("nextCursor").asString();
        }

        assertThat(seen).hasSize(3).doesNotHaveDuplicates();
        person.get(path + "&cursor=nonsense").is(400, "INVALID_CURSOR");
        person.get("/api/v1/sessions?limit=0").is(400, "VALIDATION_FAILED");
    }

    @Test
    void aRevokedDeviceIsOut() {
        Person person = api.signUp();
        String other = person.login();
        String handle = person.get("/api/v1/sessions").json().at("/items/0/id").asString();

        person.delete("/api/v1/sessions/" + handle).is(204);

        api.get("/api/v1/auth/me", other).is(401, "UNAUTHENTICATED");
        person.delete("/api/v1/sessions/" + handle).is(404, "SESSION_NOT_FOUND");
        person.get("/api/v1/auth/me").is(200);
    }

    @Test
    void nobodyEndsTheSessionsOfOthers() {
        Person person = api.signUp();
        Person other = api.signUp();
        String handle = other.get("/api/v1/sessions").json().at("/items/0/id").asString();

        person.delete("/api/v1/sessions/" + handle).is(404, "SESSION_NOT_FOUND");

        other.get("/api/v1/auth/me").is(200);
    }

    @Test
    void logoutEndsThisSessionAndTheCookie() {
        Person person = api.signUp();
        String other = person.login();

        var answer = person.post("/api/v1/auth/logout", null).is(204);

        assertThat(answer.headers().getFirst("Set-Cookie"))
                .startsWith("SESSION=;")
                .contains("Max-Age=0");
        person.get("/api/v1/auth/me").is(401, "UNAUTHENTICATED");
        api.get("/api/v1/auth/me", other).is(200);
    }

    @Test
    void logoutAllEndsEverySession() {
        Person person = api.signUp();
        String other = person.login();

        person.post("/api/v1/auth/logout-all", null).is(204);

        person.get("/api/v1/auth/me").is(401);
        api.get("/api/v1/auth/me", other).is(401);
        api.login(person.username(), person.password()).is(200);
    }

    @Test
    void theFourthLoginEndsTheFirst() {
        Person person = api.signUp();
        List<String> later = List.of(person.login(), person.login(), person.login());

        person.get("/api/v1/auth/me").is(401);
        later.forEach(token -> api.get("/api/v1/auth/me", token).is(200));
    }

    @Test
    void cookieAndHeaderThatDifferAreRefused() {
        Person person = api.signUp();
        String other = person.login();

        api.call(
                        HttpMethod.GET,
                        "/api/v1/auth/me",
                        null,
                        person.token(),
                        headers -> headers.set("Cookie", "SESSION=" + other))
                .is(400, "AMBIGUOUS_SESSION");
    }
}
