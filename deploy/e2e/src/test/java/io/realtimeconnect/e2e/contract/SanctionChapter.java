package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.client.Socket;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What moderators decide holds everywhere, until an appeal says otherwise. */
final class SanctionChapter {

    private static final Duration IN_FORCE = Duration.ofSeconds(2);

    private SanctionChapter() {}

    static void walk(Stage stage) throws Exception {
        mute(stage);
        suspension(stage);
    }

    private static void mute(Stage stage) throws Exception {
        Person mallory = stage.person();
        String path = "/api/v1/conversations/" + Person.meet(stage.person(), mallory) + "/messages";
        try (Socket socket = Socket.connect(mallory.api())) {
            socket.await("ready");
            String action = act(stage, mallory, "mute");
            assertThat(socket.await("moderation").path("action").asString()).isEqualTo("mute");
            await().atMost(IN_FORCE)
                    .untilAsserted(() -> assertThat(mallory.api()
                                    .post(path, Map.of("clientMessageId", "m1", "body", "hello"))
                                    .code())
                            .isEqualTo("MUTED"));
            stage.moderator()
                    .api()
                    .delete("/api/v1/moderation/actions/" + action)
                    .expect(204);
            await().atMost(IN_FORCE)
                    .until(() -> mallory.api()
                                    .post(path, Map.of("clientMessageId", "m1", "body", "hello"))
                                    .status()
                            == 201);
        }
    }

    private static void suspension(Stage stage) throws Exception {
        Person mallory = stage.person();
        mallory.join("serious", Person.privateLanguage()).expect(202);
        Socket socket = Socket.connect(mallory.api());
        socket.await("ready");
        String action = act(stage, mallory, "suspend");

        assertThat(socket.awaitClose(IN_FORCE)).isEqualTo(4403);
        await().atMost(IN_FORCE)
                .untilAsserted(() ->
                        assertThat(mallory.api().get("/api/v1/auth/me").code()).isEqualTo("UNAUTHENTICATED"));
        Answer login = stage.nobody()
                .post("/api/v1/auth/login", Map.of("login", mallory.username(), "password", mallory.password()));
        assertThat(login.code()).isEqualTo("ACCOUNT_SUSPENDED");
        assertThat(login.json().path("actionId").asString()).isEqualTo(action);

        Map<String, Object> appeal = Map.of(
                "actionId",
                action,
                "text",
                "it was not me",
                "appealToken",
                login.json().path("appealToken").asString());
        JsonNode opened =
                stage.nobody().post("/api/v1/appeals", appeal).expect(201).json();
        assertThat(stage.nobody().post("/api/v1/appeals", appeal).status()).isEqualTo(409);
        var moderator = stage.moderator().api();
        assertThat(moderator
                        .get("/api/v1/moderation/appeals?state=open&limit=100")
                        .expect(200)
                        .text())
                .contains(opened.path("id").asString());
        moderator
                .post(
                        "/api/v1/moderation/appeals/" + opened.path("id").asString() + "/decide",
                        Map.of("decision", "overturned", "note", "a mix-up"))
                .expect(200);
        await().atMost(IN_FORCE)
                .until(() -> stage.nobody()
                                .post(
                                        "/api/v1/auth/login",
                                        Map.of("login", mallory.username(), "password", mallory.password()))
                                .status()
                        == 200);
        assertThat(stage.withSession(mallory)
                        .api()
                        .get("/api/v1/queue")
                        .expect(200)
                        .json()
                        .path("state")
                        .asString())
                .isNotIn("waiting", "matched");
    }

    private static String act(Stage stage, Person against, String kind) {
        return stage.moderator()
                .api()
                .post("/api/v1/moderation/actions", Map.of("userId", against.id(), "kind", kind, "reason", "unkind"))
                .expect(201)
                .json()
                .path("id")
                .asString();
    }
}
