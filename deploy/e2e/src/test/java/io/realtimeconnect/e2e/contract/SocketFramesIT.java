package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.SuiteUnderTest;
import io.realtimeconnect.e2e.WithSuite;
import io.realtimeconnect.e2e.client.Multipart;
import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.client.Socket;
import io.realtimeconnect.e2e.contract.FrameBook.Way;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document of the socket against the socket: a conversation in which everything that can be said is said. */
@WithSuite
class SocketFramesIT {

    private final Stage stage;
    private final FrameBook book;

    SocketFramesIT(SuiteUnderTest suite) throws Exception {
        this.stage = new Stage(suite);
        this.book =
                new FrameBook(stage.nobody().get("/asyncapi.yaml").expect(200).text());
    }

    @Test
    void everyFrameIsAsDocumentedAndEveryDocumentedFrameIsSeen() throws Exception {
        Person ann = stage.person();
        Person bob = stage.person();
        try (Socket anns = Socket.connect(stage.nobody(), frame -> book.note(Way.OUT, frame));
                Socket bobs = connect(bob);
                Socket bobsPhone = connect(stage.withSession(bob))) {
            say(anns, "auth", "token", ann.api().token(), "connectionId", "anns-window");
            anns.await("ready");
            bobs.await("ready");
            bobsPhone.await("ready");
            String conversation = Person.meet(ann, bob);
            anns.await("match");

            talk(ann, anns, bob, bobs, conversation);
            call(anns, bobs, bobsPhone, conversation);
            ask(anns, bob, conversation);

            stage.moderator()
                    .api()
                    .post(
                            "/api/v1/moderation/actions",
                            Map.of("userId", bob.id(), "kind", "warn", "reason", "for the record"))
                    .expect(201);
            bobs.await("moderation");
            ann.api()
                    .post("/api/v1/conversations/" + conversation + "/end", null)
                    .expect(204);
            bobs.await("conversation.ended");
        }
        assertThat(book.wrong()).isEmpty();
        assertThat(book.unseen(Way.IN)).isEmpty();
        assertThat(book.unseen(Way.OUT)).isEmpty();
    }

    private void talk(Person ann, Socket anns, Person bob, Socket bobs, String conversation) {
        say(anns, "typing", "conversationId", conversation, "active", true);
        bobs.await("typing");
        say(anns, "message.send", "ref", 1, "conversationId", conversation, "clientMessageId", "m1", "body", "hello");
        JsonNode ack = anns.await("message.ack");
        bobs.await("message.new");
        say(bobs, "message.read", "conversationId", conversation, "seq", 1);
        anns.await("receipt");

        String path = "/api/v1/conversations/" + conversation;
        String message = path + "/messages/" + ack.path("id").asString();
        ann.api().patch(message, Map.of("body", "hello you"), Map.of()).expect(200);
        bobs.await("message.updated", frame -> frame.path("message").hasNonNull("editedAt"));
        ann.api().delete(message).expect(204);
        bobs.await("message.updated", frame -> frame.path("message").hasNonNull("deletedAt"));

        Multipart note = new Multipart().field("clientMessageId", "v1").file("audio", "a.wav", "audio/wav", Tone.wav());
        bob.api()
                .send("POST", path + "/voice-notes", note.bytes(), note.contentType(), Map.of())
                .expect(201);
        anns.await("message.new", frame -> frame.path("message").has("media"));
    }

    private void call(Socket anns, Socket bobs, Socket bobsPhone, String conversation) {
        Object[] about = {"conversationId", conversation, "callId", "call-1"};
        say(anns, "call.offer", with(about, "sdp", "v=0 offer"));
        bobs.await("call.offer");
        bobsPhone.await("call.offer");
        say(bobs, "call.answer", with(about, "sdp", "v=0 answer"));
        anns.await("call.answer");
        bobsPhone.await("call.answered");
        say(anns, "call.candidate", with(about, "candidate", Map.of("candidate", "candidate:1", "sdpMid", "0")));
        bobs.await("call.candidate");
        say(bobs, "call.hangup", with(about, "reason", "done"));
        anns.await("call.hangup");
        anns.await("call.ended");
        bobs.await("call.ended");
    }

    private void ask(Socket anns, Person bob, String conversation) {
        say(anns, "presence.get", "ref", "p", "userIds", List.of(bob.id()));
        anns.await("presence", frame -> frame.path("ref").asString("").equals("p"));
        say(anns, "resume", "ref", "r", "conversations", List.of(Map.of("id", conversation, "afterRev", 0)));
        anns.await("resumed");
        say(anns, "ping", "ref", 7);
        assertThat(anns.await("pong").path("ref").asInt()).isEqualTo(7);
        anns.send(Map.of("type", "dance", "ref", "d"));
        assertThat(anns.await("error").path("ref").asString()).isEqualTo("d");
        anns.send(Map.of("type", "message.read", "conversationId", conversation, "seq", -1, "ref", "s"));
        anns.await("error", frame -> frame.path("ref").asString("").equals("s"));
    }

    private Socket connect(Person person) {
        return Socket.connect(person.api(), frame -> book.note(Way.OUT, frame));
    }

    private void say(Socket socket, String type, Object... members) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("type", type);
        for (int i = 0; i < members.length; i += 2) {
            frame.put((String) members[i], members[i + 1]);
        }
        book.note(Way.IN, frame);
        socket.send(frame);
    }

    private static Object[] with(Object[] members, String name, Object value) {
        Object[] all = Arrays.copyOf(members, members.length + 2);
        all[members.length] = name;
        all[members.length + 1] = value;
        return all;
    }
}
