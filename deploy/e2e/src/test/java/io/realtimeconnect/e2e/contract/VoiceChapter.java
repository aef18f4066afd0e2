package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Multipart;
import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.client.Socket;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A voice note, from one to the other. */
final class VoiceChapter {

    private VoiceChapter() {}

    static void walk(Stage stage) throws Exception {
        Person alice = stage.person();
        Person bob = stage.person();
        String path = "/api/v1/conversations/" + Person.meet(alice, bob) + "/voice-notes";
        byte[] tone = Tone.wav();
        try (Socket bobs = Socket.connect(bob.api())) {
            bobs.await("ready");
            Answer sent = send(alice, path, "v1", "audio/wav", tone).expect(201);
            JsonNode media = sent.json().path("media");
            assertThat(sent.json().path("type").asString()).isEqualTo("voice");
            assertThat(media.path("durationMs").asInt()).isBetween(990, 1_010);
            assertThat(media.propertyNames()).contains("mediaId", "bytes", "contentType");
            assertThat(send(alice, path, "v1", "audio/wav", tone)
                            .expect(200)
                            .json()
                            .path("id"))
                    .isEqualTo(sent.json().path("id"));
            assertThat(bobs.await("message.new").path("message").path("media").path("mediaId"))
                    .isEqualTo(media.path("mediaId"));

            String heard = "/api/v1/media/" + media.path("mediaId").asString();
            assertThat(bob.api().get(heard).expect(200).bytes()).isEqualTo(tone);
            Answer part = bob.api()
                    .call("GET", heard, null, Map.of("Range", "bytes=10-19"))
                    .expect(206);
            assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(tone, 10, 20));
            assertThat(stage.person().api().get(heard).status()).isEqualTo(404);
        }
        assertThat(send(
                                alice,
                                path,
                                "v2",
                                "audio/wav",
                                "no sound at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .code())
                .isEqualTo("UNSUPPORTED_MEDIA");
        // past what the service takes, past what the gateway lets through
        for (int bytes : new int[] {5_800_000, 30_000_000}) {
            Answer refused = send(alice, path, "v3", "audio/wav", Arrays.copyOf(tone, bytes));
            assertThat(refused.status()).as(refused.toString()).isEqualTo(413);
            assertThat(refused.code()).isEqualTo("MEDIA_TOO_LARGE");
        }
    }

    private static Answer send(Person from, String path, String clientMessageId, String type, byte[] audio) {
        Multipart form =
                new Multipart().field("clientMessageId", clientMessageId).file("audio", "note.wav", type, audio);
        return from.api().send("POST", path, form.bytes(), form.contentType(), Map.of());
    }
}
