package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.e2e.client.Person;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** A rule is made, holds for what is said from then on, and goes again. */
final class RuleChapter {

    private RuleChapter() {}

    static void walk(Stage stage) throws Exception {
        String word = "bad" + UUID.randomUUID().toString().replaceAll("[^a-f]", "");
        Map<String, Object> rule = Map.of("kind", "word", "expression", word, "category", "insult", "severity", "high");
        var admin = stage.admin().api();
        String id = admin.put("/api/v1/moderation/rules", rule)
                .expect(200)
                .json()
                .path("id")
                .asString();
        String one = "/api/v1/moderation/rules/" + id;
        assertThat(admin.get(one).expect(200).text()).contains(word);
        assertThat(admin.get("/api/v1/moderation/rules").expect(200).text()).contains(id);
        admin.put(one, rule).expect(200);
        assertThat(admin.put(
                                "/api/v1/moderation/rules",
                                Map.of(
                                        "kind", "pattern",
                                        "expression", "(a)\\1+",
                                        "category", "spam",
                                        "severity", "low"))
                        .status())
                .isEqualTo(400);

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(stage.moderator()
                                .api()
                                .post("/api/v1/moderation/check", Map.of("text", "you " + word + "!"))
                                .expect(200)
                                .json()
                                .path("decision")
                                .asString())
                        .isEqualTo("block"));

        Person alice = stage.person();
        String path = "/api/v1/conversations/" + Person.meet(alice, stage.person()) + "/messages";
        assertThat(alice.api()
                        .post(path, Map.of("clientMessageId", "s1", "body", "you " + word))
                        .code())
                .isEqualTo("MESSAGE_BLOCKED");
        alice.api()
                .post(path, Map.of("clientMessageId", "s2", "body", "you dear"))
                .expect(201);

        admin.delete(one).expect(204);
        await().atMost(Duration.ofSeconds(2))
                .until(() -> alice.api()
                                .post(path, Map.of("clientMessageId", "s3", "body", "you " + word))
                                .status()
                        == 201);
    }
}
