package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.client.Socket;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A conversation by calls, seen on a socket. */
final class ConversationChapter {

    private ConversationChapter() {}

    static void walk(Stage stage) throws Exception {
        Person alice = stage.person();
        Person bob = stage.person();
        String conversation = Person.meet(alice, bob);
        String path = "/api/v1/conversations/" + conversation;
        try (Socket bobs = Socket.connect(bob.api())) {
            JsonNode ready = bobs.await("ready");
            stage.socketOpened();
            assertThat(ready.path("userId").asString()).isEqualTo(bob.id());
            assertThat(ready.path("heartbeatSeconds").asInt()).isPositive();

            JsonNode first = alice.api()
                    .post(path + "/messages", Map.of("clientMessageId", "c1", "body", "good day"))
                    .expect(201)
                    .json();
            assertThat(first.propertyNames())
                    .contains(
                            "id",
                            "conversationId",
                            "seq",
                            "rev",
                            "senderId",
                            "type",
                            "body",
                            "clientMessageId",
                            "createdAt");
            bobs.await("message.new");
            assertThat(alice.api()
                            .post(path + "/messages", Map.of("clientMessageId", "c2", "body", "x".repeat(4_001)))
                            .code())
                    .isEqualTo("MESSAGE_TOO_LONG");
            String message = path + "/messages/" + first.path("id").asString();
            alice.api().patch(message, Map.of("body", "good night"), Map.of()).expect(200);
            bobs.await("message.updated");

            JsonNode listed = bob.api()
                    .get("/api/v1/conversations")
                    .expect(200)
                    .json()
                    .path("items")
                    .path(0);
            assertThat(listed.path("id").asString()).isEqualTo(conversation);
            assertThat(listed.path("unread").asInt()).isEqualTo(1);
            bob.api().post(path + "/read", Map.of("seq", 1)).expect(204);
            JsonNode one = bob.api().get(path).expect(200).json();
            assertThat(one.path("unread").asInt()).isZero();
            assertThat(one.path("lastRev").asInt()).isEqualTo(2);

            bobs.send(Map.of("type", "presence.get", "ref", "p", "userIds", List.of(alice.id())));
            assertThat(bobs.await(
                                    "presence",
                                    frame -> frame.path("ref").asString("").equals("p"))
                            .path("users")
                            .path(0)
                            .path("userId")
                            .asString())
                    .isEqualTo(alice.id());
            bobs.send(Map.of("type", "no.such.frame", "ref", "e"));
            assertThat(bobs.await("error").path("ref").asString()).isEqualTo("e");

            alice.api().delete(message).expect(204);
            alice.api().post(path + "/end", null).expect(204);
            assertThat(bobs.await("conversation.ended").path("rev").asInt()).isEqualTo(4);
        }
    }
}
