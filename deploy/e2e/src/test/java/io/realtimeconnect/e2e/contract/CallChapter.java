package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.client.Socket;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A call is offered, answered, held and hung up; another ends because a side is gone. */
final class CallChapter {

    private CallChapter() {}

    static void walk(Stage stage) throws Exception {
        Person alice = stage.person();
        Person bob = stage.person();
        String conversation = Person.meet(alice, bob);
        assertThat(alice.api().get("/api/v1/calls/ice-servers").expect(200).text())
                .contains("urls");
        try (Socket alices = Socket.connect(alice.api())) {
            alices.await("ready");
            Socket bobs = Socket.connect(bob.api());
            bobs.await("ready");
            String call = UUID.randomUUID().toString();

            alices.send(frame("call.offer", conversation, call, "sdp", "v=0 offer"));
            JsonNode offer = bobs.await("call.offer");
            assertThat(offer.path("from").asString()).isEqualTo(alice.id());
            assertThat(offer.path("sdp").asString()).isEqualTo("v=0 offer");
            bobs.send(frame("call.answer", conversation, call, "sdp", "v=0 answer"));
            assertThat(alices.await("call.answer").path("from").asString()).isEqualTo(bob.id());
            bobs.send(frame("call.candidate", conversation, call, "candidate", Map.of("candidate", "candidate:1")));
            alices.await("call.candidate");
            bobs.send(frame("call.hangup", conversation, call, "reason", "done"));
            assertThat(alices.await("call.ended").path("callId").asString()).isEqualTo(call);
            bobs.await("call.ended");

            String second = UUID.randomUUID().toString();
            alices.send(frame("call.offer", conversation, second, "sdp", "v=0 offer"));
            bobs.await("call.offer", frame -> frame.path("callId").asString().equals(second));
            bobs.send(frame("call.answer", conversation, second, "sdp", "v=0 answer"));
            alices.await("call.answer", frame -> frame.path("callId").asString().equals(second));
            bobs.abort();
            ended(alices, second);
        }
    }

    /** A lease has to run out before a silent side counts as gone. */
    private static void ended(Socket socket, String call) {
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> socket.frames().stream()
                        .anyMatch(frame -> frame.path("type").asString("").equals("call.ended")
                                && frame.path("callId").asString("").equals(call)));
    }

    private static Map<String, Object> frame(String type, String conversation, String call, String name, Object value) {
        return Map.of("type", type, "conversationId", conversation, "callId", call, name, value);
    }
}
