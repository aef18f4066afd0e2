package io.realtimeconnect.communication.voice;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Answer;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import io.realtimeconnect.communication.log.Operation;
import io.realtimeconnect.perf.test.TestIdentity;
import io.realtimeconnect.perf.web.Ids;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

class VoiceNotesTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String BOUNDARY = "x-boundary-x";
    private static Instance service;

    private Person ann;
    private Person bob;
    private Person eve;
    private UUID conversation;

    @BeforeAll
    static void start() {
        HISTORY.reset();
        service = new Instance("rtc.communication.voice.settle-after=0s", "perf.rate-limit.enabled=false");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void people() {
        HISTORY.reset();
        ann = service.person("ann");
        bob = service.person("bob");
        eve = service.person("eve");
        conversation = service.conversation(ann, bob);
    }

    private static byte[] part(String disposition, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(content);
        out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static byte[] form(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        out.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static byte[] audio(byte[] file) {
        return part("name=\"audio\"; filename=\"blob\"\r\nContent-Type: application/octet-stream", file);
    }

    private static byte[] name(String clientMessageId) {
        return part("name=\"clientMessageId\"", clientMessageId.getBytes(StandardCharsets.UTF_8));
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), handler);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Answer post(Person sender, UUID id, byte[] form) {
        HttpResponse<String> response = send(
                HttpRequest.newBuilder(uri("/api/v1/conversations/" + id + "/voice-notes"))
                        .header("X-Auth-Token", sender.token())
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(form)),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), Instance.JSON.readTree(response.body()), response);
    }

    private Answer note(Person sender, String clientMessageId, byte[] file) {
        return post(sender, conversation, form(name(clientMessageId), audio(file)));
    }

    private HttpResponse<byte[]> get(Person reader, String mediaId, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("/api/v1/media/" + mediaId)).header("X-Auth-Token", reader.token());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String mediaId(Answer answer) {
        return answer.body().path("media").path("mediaId").asString();
    }

    private long rows(String sql, UUID value) {
        return service.bean(DatabaseClient.class)
                .sql(sql)
                .bind(0, value)
                .map(row -> row.get(0, Long.class))
                .one()
                .block(Duration.ofSeconds(10));
    }

    private long kept() {
        return rows("SELECT count(*) FROM media WHERE conversation_id = $1", conversation);
    }

    @Test
    void aVoiceNoteIsAMessageThatBothHear() {
        try (Socket socket = service.socket(bob)) {
            byte[] ogg = Audio.ogg(2_300, 30_000);
            Answer sent = note(ann, "v1", ogg);
            assertThat(sent.status()).as(sent.body().toString()).isEqualTo(201);
            assertThat(sent.body().path("type").asString()).isEqualTo("voice");
            JsonNode media = sent.body().path("media");
            assertThat(media.path("durationMs").asInt()).isEqualTo(2_300);
            assertThat(media.path("bytes").asInt()).isEqualTo(ogg.length);
            assertThat(media.path("contentType").asString()).isEqualTo("audio/ogg");
            assertThat(socket.await("message.new").path("message").path("media"))
                    .isEqualTo(media);

            HttpResponse<byte[]> heard = get(bob, mediaId(sent));
            assertThat(heard.statusCode()).isEqualTo(200);
            assertThat(heard.body()).isEqualTo(ogg);
            assertThat(header(heard, "Content-Type")).isEqualTo("audio/ogg");
            assertThat(header(heard, "Accept-Ranges")).isEqualTo("bytes");
            assertThat(header(heard, "Content-Length")).isEqualTo(String.valueOf(ogg.length));
            assertThat(get(ann, mediaId(sent)).body()).isEqualTo(ogg);
        }
    }

    @Test
    void theSameNoteAgainIsTheSameMessageAndKeptOnce() {
        Answer first = note(ann, "v", Audio.webm(900, 60));
        Answer again = note(ann, "v", Audio.webm(900, 60));
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void partsMayComeInAnyOrder() {
        Answer sent = post(ann, conversation, form(audio(Audio.webm(900, 60)), name("late")));
        assertThat(sent.status()).isEqualTo(201);
        assertThat(sent.body().path("clientMessageId").asString()).isEqualTo("late");
    }

    @Test
    void wavIsStoredCompressedAndServedAsItWas() {
        byte[] wav = Audio.wav(20_000, 44_100);
        Answer sent = note(ann, "w", wav);
        assertThat(sent.status()).isEqualTo(201);
        UUID id = UUID.fromString(mediaId(sent));
        long stored = rows("SELECT sum(length(bytes))::bigint FROM media_chunk WHERE media_id = $1", id);
        assertThat(stored).isLessThan(wav.length * 9L / 10);
        assertThat(get(bob, mediaId(sent)).body()).isEqualTo(wav);
        HttpResponse<byte[]> part = get(bob, mediaId(sent), "Range", "bytes=65000-200000");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(wav, 65_000, 200_001));
    }

    @Test
    void rangesAreHonoured() {
        byte[] ogg = Audio.ogg(5_000, 40_000);
        String id = mediaId(note(ann, "r", ogg));
        HttpResponse<byte[]> end = get(bob, id, "Range", "bytes=-100");
        assertThat(end.statusCode()).isEqualTo(206);
        assertThat(end.body()).isEqualTo(Arrays.copyOfRange(ogg, ogg.length - 100, ogg.length));
        assertThat(header(end, "Content-Range"))
                .isEqualTo("bytes " + (ogg.length - 100) + "-" + (ogg.length - 1) + "/" + ogg.length);
        HttpResponse<byte[]> on = get(bob, id, "Range", "bytes=131072-");
        assertThat(on.body()).isEqualTo(Arrays.copyOfRange(ogg, 131_072, ogg.length));
        HttpResponse<byte[]> beyond = get(bob, id, "Range", "bytes=" + ogg.length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */" + ogg.length);
        for (String whole : new String[] {"bytes=5-2", "bytes=x", "lines=1-2", "bytes=0-1,4-5"}) {
            assertThat(get(bob, id, "Range", whole).statusCode()).as(whole).isEqualTo(200);
        }
        String tag = header(end, "ETag");
        assertThat(get(bob, id, "Range", "bytes=0-9", "If-Range", tag).statusCode())
                .isEqualTo(206);
        assertThat(get(bob, id, "Range", "bytes=0-9", "If-Range", "\"other\"").statusCode())
                .isEqualTo(200);
        assertThat(get(bob, id, "If-None-Match", tag).statusCode()).isEqualTo(304);
        HttpResponse<byte[]> head = send(
                HttpRequest.newBuilder(uri("/api/v1/media/" + id))
                        .header("X-Auth-Token", bob.token())
                        .method("HEAD", HttpRequest.BodyPublishers.noBody()),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(ogg.length));
    }

    @Test
    void outsidersFindNothing() {
        String id = mediaId(note(ann, "o", Audio.webm(900, 60)));
        assertThat(get(eve, id).statusCode()).isEqualTo(404);
        assertThat(get(bob, Ids.next().toString()).statusCode()).isEqualTo(404);
        assertThat(get(bob, "nonsense").statusCode()).isEqualTo(404);
        Answer answer = note(eve, "e", Audio.webm(900, 60));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("CONVERSATION_NOT_FOUND");
    }

    private static double counted(String result) {
        return service.bean(MeterRegistry.class)
                .get("rtc.voice.notes")
                .tag("result", result)
                .counter()
                .count();
    }

    @Test
    void whatIsNoAudioIsRefusedAndNotKept() {
        double unsupported = counted("unsupported");
        double tooLarge = counted("too_large");
        Answer text = note(ann, "t", "no audio at all".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        assertThat(text.status()).isEqualTo(415);
        assertThat(text.code()).isEqualTo("UNSUPPORTED_MEDIA");
        assertThat(note(ann, "t", Audio.webm(900, 60, "A_VORBIS", -1)).status()).isEqualTo(415);
        Answer long1 = note(ann, "t", Audio.ogg(121_000, 20_000));
        assertThat(long1.status()).isEqualTo(413);
        assertThat(long1.code()).isEqualTo("MEDIA_TOO_LARGE");
        assertThat(counted("unsupported") - unsupported).isEqualTo(2);
        assertThat(counted("too_large") - tooLarge).isEqualTo(1);
        await().untilAsserted(() -> assertThat(kept()).isZero());
    }

    @Test
    void whatIsTooLargeIsRefusedWhileItComes() throws Exception {
        byte[] large = Audio.wav(58_000, 48_000);
        assertThat(large.length).isGreaterThan(5 * 1024 * 1024);
        Answer answer = note(ann, "l", large);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("MEDIA_TOO_LARGE");
        // without a length, and without end: the answer does not wait for one
        try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/conversations/" + conversation
                            + "/voice-notes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nX-Auth-Token: "
                            + ann.token() + "\r\nContent-Type: multipart/form-data; boundary=" + BOUNDARY + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] body = part("name=\"audio\"; filename=\"a\"", large);
            out.write((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            try {
                out.write(body);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (IOException e) {
                assertThat(e).isNotNull(); // it was cut off: that is soon enough
            }
            byte[] beginning = socket.getInputStream().readNBytes(12);
            assertThat(new String(beginning, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
        await().untilAsserted(() -> assertThat(kept()).isZero());
    }

    @Test
    void badFormsAreRefused() {
        assertThat(post(ann, conversation, form(name("m"))).code()).isEqualTo("VALIDATION_FAILED");
        assertThat(post(ann, conversation, form(audio(Audio.webm(900, 60)))).code())
                .isEqualTo("VALIDATION_FAILED");
        assertThat(post(ann, conversation, form(name(""), audio(Audio.webm(900, 60))))
                        .code())
                .isEqualTo("VALIDATION_FAILED");
        assertThat(post(ann, conversation, form(name("m"), part("name=\"audio\"", new byte[5])))
                        .status())
                .isEqualTo(415);
        assertThat(post(ann, conversation, "nonsense".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(400);
        Answer json = service.call("POST", "/api/v1/conversations/" + conversation + "/voice-notes", ann, "{}");
        assertThat(json.status()).isEqualTo(415);
        await().untilAsserted(() -> assertThat(kept()).isZero());
    }

    @Test
    void aNoteToAnEndedConversationIsNotKept() {
        service.call("POST", "/api/v1/conversations/" + conversation + "/end", bob, null);
        Answer answer = note(ann, "x", Audio.webm(900, 60));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("CONVERSATION_ENDED");
        assertThat(kept()).isZero();
    }

    @Test
    void aDeletedNoteIsNotServed() {
        Answer sent = note(ann, "d", Audio.webm(900, 60));
        String path = "/api/v1/conversations/" + conversation + "/messages/"
                + sent.body().path("id").asString();
        assertThat(service.call("DELETE", path, bob, null).status()).isEqualTo(404);
        assertThat(get(bob, mediaId(sent)).statusCode()).isEqualTo(200);
        assertThat(service.call("DELETE", path, ann, null).status()).isEqualTo(204);
        assertThat(get(bob, mediaId(sent)).statusCode()).isEqualTo(404);
        assertThat(kept()).isZero();
    }

    @Test
    void aNoteWhoseDeletionNobodyCouldNoteIsNotServedEither() {
        Answer sent = note(ann, "d", Audio.webm(900, 60));
        UUID message = UUID.fromString(sent.body().path("id").asString());
        // as an instance that dies between the log's answer and its own note of it
        service.bean(Removal.class).before(conversation, message).block(Duration.ofSeconds(5));
        HISTORY.appendUnheard(Operation.delete(conversation, ann.id(), message));
        assertThat(get(bob, mediaId(sent)).statusCode()).isEqualTo(404);
        assertThat(kept()).isZero();
    }

    @Test
    void whatIsLeftOverIsKeptOrRemovedAsTheLogSays() {
        MediaTable table = service.bean(MediaTable.class);
        UUID broken = Ids.next();
        UUID orphan = Ids.next();
        UUID unlinked = Ids.next();
        Instant now = Instant.now().minusSeconds(1);
        table.begin(broken, conversation, ann.id(), now).block();
        for (UUID id : new UUID[] {orphan, unlinked}) {
            Media media = new Media(id, conversation, ann.id(), now, "audio/ogg", 5, 5, false, null, null);
            table.begin(id, conversation, ann.id(), now)
                    .then(table.add(id, 0, List.of(new byte[5])))
                    .then(table.complete(media))
                    .block();
        }
        HISTORY.appendUnheard(
                Operation.voice(conversation, ann.id(), "u", Instance.JSON.valueToTree(Map.of("mediaId", unlinked))));
        service.bean(Library.class).upkeep().block(Duration.ofSeconds(10));
        assertThat(kept()).isEqualTo(1);
        assertThat(get(bob, unlinked.toString()).statusCode()).isEqualTo(200);
    }

    @Test
    void erasureTakesTheNotesOfTheErasedAlone() {
        String annsNote = mediaId(note(ann, "a", Audio.webm(900, 60)));
        String bobsNote = mediaId(note(bob, "b", Audio.webm(900, 60)));
        Instant erased = Instant.now().plusMillis(50);
        await().until(() -> Instant.now().isAfter(erased.plusMillis(50)));
        String later = mediaId(note(ann, "later", Audio.webm(900, 60)));
        service.bean(Removal.class).erased(ann.id(), erased).block(Duration.ofSeconds(5));
        assertThat(get(bob, annsNote).statusCode()).isEqualTo(404);
        assertThat(get(ann, bobsNote).statusCode()).isEqualTo(200);
        assertThat(get(bob, later).statusCode()).isEqualTo(200);
        service.bean(Removal.class).departed(ann.id()).block(Duration.ofSeconds(5));
        assertThat(get(bob, later).statusCode()).isEqualTo(404);
    }

    @Test
    void theSuiteItselfGetsTheBytes() {
        byte[] wav = Audio.wav(500, 8_000);
        String id = mediaId(note(ann, "i", wav));
        HttpResponse<byte[]> answer = send(
                HttpRequest.newBuilder(uri("/internal/media/" + id))
                        .header("X-Service-Token", TestIdentity.token("history-service", "communication-service")),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(wav);
        assertThat(header(answer, "Content-Type")).isEqualTo("audio/wav");
        HttpResponse<byte[]> other = send(
                HttpRequest.newBuilder(uri("/internal/media/" + id))
                        .header("X-Service-Token", TestIdentity.token("queuing-service", "communication-service")),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(other.statusCode()).isEqualTo(403);
    }
}
