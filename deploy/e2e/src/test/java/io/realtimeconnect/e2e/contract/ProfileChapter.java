package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.e2e.client.Person;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Profiles, how they are found, and who is blocked. */
final class ProfileChapter {

    private ProfileChapter() {}

    static void walk(Stage stage) {
        Person alice = stage.person();
        Person bob = stage.person();
        String name = "Zebulon " + alice.username().substring(2, 10);
        JsonNode profile = alice.api()
                .patch(
                        "/api/v1/users/me",
                        Map.of(
                                "displayName", name,
                                "bio", "collects stamps",
                                "interests", List.of("philately"),
                                "languages", List.of("en", "de"),
                                "birthDate", "1990-02-03",
                                "city", "Ulm",
                                "country", "DE"),
                        Map.of())
                .expect(200)
                .json();
        assertThat(profile.propertyNames())
                .contains(
                        "userId",
                        "displayName",
                        "bio",
                        "interests",
                        "languages",
                        "age",
                        "city",
                        "country",
                        "version",
                        "updatedAt");
        assertThat(bob.api()
                        .get("/api/v1/users/" + alice.id())
                        .expect(200)
                        .json()
                        .path("displayName")
                        .asString())
                .isEqualTo(name);
        assertThat(bob.api()
                        .get("/api/v1/users/01890000-0000-7000-8000-000000000000")
                        .code())
                .isEqualTo("USER_NOT_FOUND");

        String misspelt = name.replace("Zebulon", "Zebulom").replace(" ", "%20");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(bob.api()
                                .get("/api/v1/users?limit=5&q=" + misspelt)
                                .expect(200)
                                .json()
                                .path("items")
                                .path(0)
                                .toString())
                        .contains(alice.id()));

        String block = "/api/v1/users/me/blocks/" + bob.id();
        alice.api().put(block, null).expect(204);
        assertThat(alice.api().get("/api/v1/users/me/blocks").expect(200).text())
                .contains(bob.id());
        alice.api().delete(block).expect(204);
        assertThat(alice.api().get("/api/v1/users/me/blocks").expect(200).text())
                .doesNotContain(bob.id());
    }
}
