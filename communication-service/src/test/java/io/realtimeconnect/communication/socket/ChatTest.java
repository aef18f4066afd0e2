package io.realtimeconnect.communication.socket;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static io.realtimeconnect.communication.Socket.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatTest {

    private static Instance service;

    @BeforeAll
    static void start() {
        HISTORY.reset();
        service = new Instance();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void twoTalk() {
        Person ann = service.person("ann");
        Person bob = service.person("bob");
        try (Socket a = service.socket(ann);
                Socket b = service.socket(bob)) {
            UUID conversation = service.conversation(ann, bob);

            JsonNode match = a.await("match");
            assertThat(match.path("conversationId").asString()).isEqualTo(conversation.toString());
            assertThat(match.path("partner").path("displayName").asString()).isEqualTo("bob");
            b.await("match");

            a.send(message(conversation, "m1", "hello"));
            JsonNode ack = a.await("message.ack");
            assertThat(ack.path("ref").asString()).isEqualTo("m1");
            assertThat(ack.path("seq").asLong()).isEqualTo(1);
            assertThat(ack.path("rev").asLong()).isEqualTo(1);
            JsonNode heard = b.await("message.new").path("message");
            assertThat(heard.path("body").asString()).isEqualTo("hello");
            assertThat(heard.path("id").asString()).isEqualTo(ack.path("id").asString());
            assertThat(heard.has("editedAt")).isFalse();

            b.send(Map.of("type", "message.read", "conversationId", conversation, "seq", 1));
            assertThat(a.await("receipt").path("seq").asLong()).isEqualTo(1);
            b.send(Map.of("type", "typing", "conversationId", conversation, "active", true));
            assertThat(a.await("typing").path("userId").asString())
                    .isEqualTo(bob.id().toString());

            assertThat(service.call("POST", "/api/v1/conversations/" + conversation + "/end", bob, null)
                            .status())
                    .isEqualTo(204);
            assertThat(a.await("conversation.ended").path("rev").asLong()).isEqualTo(2);
            b.await("conversation.ended");
            assertThat(a.frames("message.new")).isEmpty();
        }
    }
}
