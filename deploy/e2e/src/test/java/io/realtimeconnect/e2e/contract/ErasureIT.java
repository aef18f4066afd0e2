package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.e2e.SuiteUnderTest;
import io.realtimeconnect.e2e.WithSuite;
import io.realtimeconnect.e2e.client.Multipart;
import io.realtimeconnect.e2e.client.Person;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What was erased is nowhere: no row of any table and no key of Redis still has it. */
@WithSuite
class ErasureIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final SuiteUnderTest suite;
    private final Person alice;
    private final Person bob;
    private final Person moderator;
    private final String word = "secret" + UUID.randomUUID().toString().replace("-", "");

    ErasureIT(SuiteUnderTest suite) throws Exception {
        this.suite = suite;
        this.moderator = new Stage(suite).moderator();
        this.alice = Person.signUp(suite.gateway());
        this.bob = Person.signUp(suite.gateway());
    }

    @Test
    void anErasedHistoryLeavesNothingOfWhatWasSaid() throws Exception {
        String media = talk();
        try (Everywhere everywhere = new Everywhere(suite)) {
            assertThat(everywhere.find(word)).isNotEmpty();

            alice.api().delete("/api/v1/history").expect(202);

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(everywhere.find(word)).isEmpty();
                assertThat(bob.api().get("/api/v1/media/" + media).status()).isEqualTo(404);
            });
        }
        alice.api().get("/api/v1/auth/me").expect(200);
    }

    @Test
    void aDeletedAccountLeavesNothingOfThePerson() throws Exception {
        alice.api()
                .patch("/api/v1/users/me", Map.of("displayName", "Ann " + word.substring(0, 20), "bio", word), Map.of())
                .expect(200);
        talk();
        bob.api().get("/api/v1/users/" + alice.id()).expect(200);
        try (Everywhere everywhere = new Everywhere(suite)) {
            assertThat(everywhere.find(word.substring(0, 20))).isNotEmpty();
            assertThat(everywhere.find(alice.username())).isNotEmpty();

            alice.api()
                    .call("DELETE", "/api/v1/users/me", Map.of("password", alice.password()), Map.of())
                    .expect(202);

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(everywhere.find(word.substring(0, 20))).isEmpty();
                assertThat(everywhere.find(alice.username())).isEmpty();
            });
        }
    }

    /** Alice says, tells and reports things with the word in them; the id of her voice note. */
    private String talk() throws Exception {
        String path = "/api/v1/conversations/" + Person.meet(alice, bob);
        JsonNode said = alice.api()
                .post(path + "/messages", Map.of("clientMessageId", "e1", "body", "it is " + word))
                .expect(201)
                .json();
        alice.api()
                .patch(path + "/messages/" + said.path("id").asString(), Map.of("body", "it was " + word), Map.of())
                .expect(200);
        alice.api()
                .call(
                        "POST",
                        path + "/messages",
                        Map.of("clientMessageId", "e3", "body", "once more " + word),
                        Map.of("Idempotency-Key", word))
                .expect(201);
        bob.api().get("/api/v1/conversations").expect(200);
        bob.api().get(path + "/messages").expect(200);
        Multipart form = new Multipart().field("clientMessageId", "e2").file("audio", "a.wav", "audio/wav", Tone.wav());
        String media = alice.api()
                .send("POST", path + "/voice-notes", form.bytes(), form.contentType(), Map.of())
                .expect(201)
                .json()
                .path("media")
                .path("mediaId")
                .asString();
        alice.api()
                .post("/api/v1/events", Map.of("type", "note.taken", "properties", Map.of("note", word)))
                .expect(202);
        alice.api()
                .post(
                        "/api/v1/reports",
                        Map.of("targetUserId", bob.id(), "reason", "spam", "details", "he said " + word))
                .expect(201);
        bob.api()
                .post(
                        "/api/v1/reports",
                        Map.of(
                                "targetUserId", alice.id(),
                                "conversationId", path.substring(path.lastIndexOf('/') + 1),
                                "messageId", said.path("id").asString(),
                                "reason", "harassment"))
                .expect(201);
        moderator
                .api()
                .call(
                        "POST",
                        "/api/v1/moderation/actions",
                        Map.of("userId", alice.id(), "kind", "warn", "reason", "she wrote " + word),
                        Map.of("Idempotency-Key", word))
                .expect(201);
        return media;
    }
}
