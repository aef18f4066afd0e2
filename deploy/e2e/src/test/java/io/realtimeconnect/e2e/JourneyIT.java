package io.realtimeconnect.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.client.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From sign-up to a chat between strangers, through the gateway. */
@WithSuite
class JourneyIT {

    private final SuiteUnderTest suite;

    JourneyIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    @Test
    void whoSignsUpIsLoggedIn() {
        Person alice = alice();

        JsonNode me = alice.api().get("/api/v1/auth/me").expect(200).json();

        assertThat(me.path("user").path("username").asString()).isEqualTo(alice.username());
        assertThat(me.path("user").path("email").asString()).isEqualTo(alice.username() + "@example.org");
        assertThat(me.path("profile").path("userId").asString()).isEqualTo(alice.id());
    }

    @Test
    void aFourthLoginEndsTheFirst() {
        Person alice = alice();
        List<Answer> logins = Stream.generate(() -> login(alice)).limit(3).toList();

        assertThat(alice.api().get("/api/v1/auth/me").code()).isEqualTo("UNAUTHENTICATED");
        assertThat(logins)
                .allSatisfy(login -> assertThat(alice.api()
                                .withToken(login.header("X-Auth-Token"))
                                .get("/api/v1/auth/me")
                                .status())
                        .isEqualTo(200));
    }

    @Test
    void aRevokedDeviceIsOutEverywhere() {
        Person alice = alice();
        Answer second = login(alice);
        String handle = second.json().path("session").path("id").asString();

        alice.api().delete("/api/v1/sessions/" + handle).expect(204);

        var other = alice.api().withToken(second.header("X-Auth-Token"));
        for (String path : List.of("/api/v1/auth/me", "/api/v1/queue", "/api/v1/conversations")) {
            await(path)
                    .atMost(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(other.get(path).status()).isEqualTo(401));
        }
    }

    @Test
    void aProfileIsWrittenThroughAndComparedByVersion() {
        Person alice = alice();
        Answer before = alice.api().get("/api/v1/users/" + alice.id()).expect(200);
        String etag = before.header("ETag");

        alice.api()
                .patch("/api/v1/users/me", Map.of("bio", "likes tea"), Map.of("If-Match", String.valueOf(etag)))
                .expect(200);

        assertThat(alice.api()
                        .get("/api/v1/users/" + alice.id())
                        .json()
                        .path("bio")
                        .asString())
                .isEqualTo("likes tea");
        assertThat(alice.api()
                        .patch("/api/v1/users/me", Map.of("bio", "late"), Map.of("If-Match", String.valueOf(etag)))
                        .code())
                .isEqualTo("VERSION_MISMATCH");
        assertThat(alice.api()
                        .call("GET", "/api/v1/users/" + alice.id(), null, Map.of("If-None-Match", "\"2\""))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void twoStrangersTalk() throws Exception {
        Person alice = alice();
        Person bob = alice();
        try (Socket alices = Socket.connect(alice.api());
                Socket bobs = Socket.connect(bob.api())) {
            alices.await("ready");
            bobs.await("ready");
            String conversation = Person.meet(alice, bob);
            alices.await(
                    "match",
                    frame ->
                            conversation.equals(frame.findPath("conversationId").asString("")));

            alices.send(Map.of("type", "typing", "conversationId", conversation, "active", true));
            assertThat(bobs.await("typing").path("userId").asString()).isEqualTo(alice.id());

            alices.send(send(conversation, "m1", "hello"));
            JsonNode ack = alices.await("message.ack");
            JsonNode message = bobs.await("message.new").path("message");
            assertThat(ack.path("seq").asLong()).isEqualTo(1);
            assertThat(message.path("id")).isEqualTo(ack.path("id"));
            assertThat(message.path("body").asString()).isEqualTo("hello");

            bobs.send(Map.of("type", "message.read", "conversationId", conversation, "seq", 1));
            assertThat(alices.await("receipt").path("seq").asLong()).isEqualTo(1);

            String path = "/api/v1/conversations/" + conversation;
            Map<String, String> reply = Map.of("clientMessageId", "r1", "body", "hi there");
            Answer first = bob.api().post(path + "/messages", reply).expect(201);
            Answer again = bob.api().post(path + "/messages", reply).expect(200);
            assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
            alices.await(
                    "message.new", frame -> frame.path("message").path("seq").asLong() == 2);

            String replied = path + "/messages/" + first.json().path("id").asString();
            bob.api().patch(replied, Map.of("body", "hi you"), Map.of()).expect(200);
            assertThat(alices.await("message.updated")
                            .path("message")
                            .path("body")
                            .asString())
                    .isEqualTo("hi you");
            assertThat(alice.api().patch(replied, Map.of("body", "x"), Map.of()).code())
                    .isEqualTo("MESSAGE_NOT_FOUND");
            bob.api().delete(replied).expect(204);
            alices.await("message.updated", frame -> frame.path("message").hasNonNull("deletedAt"));

            JsonNode page = alice.api().get(path + "/messages").expect(200).json();
            assertThat(page.path("items")).hasSize(2);
            assertThat(page.path("nextCursor").isNull()).isTrue();

            alice.api().post(path + "/end", null).expect(204);
            assertThat(bobs.await("conversation.ended").path("conversationId").asString())
                    .isEqualTo(conversation);
            assertThat(bob.api()
                            .post(path + "/messages", Map.of("clientMessageId", "r2", "body", "?"))
                            .code())
                    .isEqualTo("CONVERSATION_ENDED");
        }
    }

    @Test
    void whoComesBackSeesWhatWasMissedOnce() throws Exception {
        Person alice = alice();
        Person bob = alice();
        String conversation = Person.meet(alice, bob);
        for (int i = 1; i <= 5; i++) {
            alice.api()
                    .post(
                            "/api/v1/conversations/" + conversation + "/messages",
                            Map.of("clientMessageId", "m" + i, "body", "number " + i))
                    .expect(201);
        }
        try (Socket bobs = Socket.connect(bob.api())) {
            bobs.send(Map.of(
                    "type", "resume",
                    "ref", "r",
                    "conversations", List.of(Map.of("id", conversation, "afterRev", 2))));

            JsonNode resumed = bobs.await("resumed");

            assertThat(bobs.frames().stream()
                            .filter(frame ->
                                    "message.new".equals(frame.path("type").asString("")))
                            .map(frame -> frame.path("message").path("seq").asLong()))
                    .containsExactly(3L, 4L, 5L);
            assertThat(resumed.path("conversations").path(0).path("lastRev").asLong())
                    .isEqualTo(5);
        }
    }

    @Test
    void outsidersSeeNothing() throws Exception {
        Person alice = alice();
        Person eve = alice();
        String conversation = Person.meet(alice, alice());

        for (String path : List.of("", "/messages")) {
            assertThat(eve.api()
                            .get("/api/v1/conversations/" + conversation + path)
                            .code())
                    .isEqualTo("CONVERSATION_NOT_FOUND");
        }
    }

    @Test
    void aBlockedPairIsParted() throws Exception {
        Person alice = alice();
        Person bob = alice();
        String conversation = Person.meet(alice, bob);
        try (Socket bobs = Socket.connect(bob.api())) {
            bobs.await("ready");

            alice.api().put("/api/v1/users/me/blocks/" + bob.id(), null).expect(204);

            bobs.await(
                    "conversation.ended",
                    frame -> conversation.equals(frame.path("conversationId").asString("")));
        }
    }

    @Test
    void aSocketOfNobodyIsClosed() throws Exception {
        try (Socket socket = Socket.connect(suite.api().withToken("v1." + "A".repeat(64)))) {
            assertThat(socket.awaitClose(Duration.ofSeconds(8))).isEqualTo(4401);
        }
    }

    @Test
    void thePublishedDocumentNamesTheCallsOfAllServices() {
        JsonNode paths = suite.api().get("/openapi.json").expect(200).json().path("paths");

        assertThat(paths.propertyNames())
                .contains(
                        "/api/v1/auth/register",
                        "/api/v1/queue",
                        "/api/v1/conversations",
                        "/api/v1/conversations/{id}/messages");
    }

    private Person alice() {
        return Person.signUp(suite.gateway());
    }

    private Answer login(Person person) {
        return suite.api()
                .post("/api/v1/auth/login", Map.of("login", person.username(), "password", person.password()))
                .expect(200);
    }

    private static Map<String, Object> send(String conversation, String clientMessageId, String body) {
        return Map.of(
                "type", "message.send",
                "ref", UUID.randomUUID().toString(),
                "conversationId", conversation,
                "clientMessageId", clientMessageId,
                "body", body);
    }
}
