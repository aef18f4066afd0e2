package io.realtimeconnect.history.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.history.HistoryTest;
import io.realtimeconnect.history.Neighbours;
import io.realtimeconnect.history.People;
import io.realtimeconnect.history.People.Answer;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.web.Ids;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

@HistoryTest
class ExportTest {

    private static final String PATH = "/api/v1/history/export";

    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();

    @Autowired
    private People people;

    @Autowired
    private Neighbours neighbours;

    @Autowired
    private ExportTable table;

    @Autowired
    private ExportJob job;

    @Autowired
    private Exports exports;

    @Autowired
    private DatabaseClient db;

    @Test
    void aFileHasAllThatIsOnesOwnAndNothingElse() {
        neighbours.name(ann, "Ann");
        neighbours.name(bob, "Bob");
        UUID note = Ids.next();
        byte[] audio = new byte[600_000];
        new Random(1).nextBytes(audio);
        neighbours.media(note.toString(), audio);
        UUID conversation = people.meet(ann, bob);
        people.append(IntStream.range(0, 60)
                .mapToObj(i -> People.message(conversation, ann, "said by ann " + i))
                .toList());
        people.say(conversation, bob, "said by bob");
        voice(conversation, note);
        voice(conversation, Ids.next());
        people.post(ann, "/api/v1/events", Map.of("id", "e1", "type", "opened"));
        people.post(bob, "/api/v1/events", Map.of("id", "e2", "type", "secret-of-bob"));

        for (String kind : List.of("blocks", "sanctions", "appeals", "reports")) {
            neighbours.own(ann, kind, "{\"of\":\"ann, " + kind + " 1\"}", "{\"of\":\"ann, " + kind + " 2\"}");
            neighbours.own(bob, kind, "{\"of\":\"secret-of-bob\"}", "");
        }

        JsonNode done = finished(ann, ordered(ann));
        Map<String, byte[]> files = download(ann, done);

        for (String kind : List.of("blocks", "sanctions", "appeals", "reports")) {
            assertThat(text(files, kind + ".jsonl").lines())
                    .containsExactly("{\"of\":\"ann, " + kind + " 1\"}", "{\"of\":\"ann, " + kind + " 2\"}");
        }
        assertThat(done.path("progress").asInt()).isEqualTo(100);
        assertThat(text(files, "profile.jsonl")).contains("\"Ann\"");
        assertThat(text(files, "messages.jsonl").lines().filter(line -> line.contains("said by ann")))
                .hasSize(60);
        assertThat(text(files, "interactions.jsonl")).contains(conversation.toString(), "\"Bob\"");
        assertThat(text(files, "events.jsonl")).contains("\"e1\"");
        assertThat(files.get("media/" + note + ".ogg")).isEqualTo(audio);
        assertThat(text(files, "missing-media.jsonl").lines()).hasSize(1);
        files.forEach((name, bytes) ->
                assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("said by bob", "secret-of-bob"));
    }

    @Test
    void oneIsMadeAtATime() {
        List<UUID> ordered = Flux.range(0, 8)
                .flatMap(i -> exports.order(ann).map(Export::jobId), 8)
                .collectList()
                .block();
        assertThat(ordered).hasSize(8).containsOnly(ordered.get(0));
        finished(ann, ordered.get(0).toString());

        assertThat(ordered(ann)).isNotEqualTo(ordered.get(0).toString());
    }

    @Test
    void nobodySeesTheExportOfAnother() {
        String id = ordered(ann);
        finished(ann, id);

        assertThat(people.get(bob, PATH + "/" + id).code()).isEqualTo("EXPORT_NOT_FOUND");
        assertThat(people.get(bob, PATH + "/" + id + "/file").code()).isEqualTo("EXPORT_NOT_FOUND");
        assertThat(people.get(ann, PATH + "/" + UUID.randomUUID()).code()).isEqualTo("EXPORT_NOT_FOUND");
        assertThat(people.get(ann, PATH + "/nonsense").status()).isEqualTo(404);
        assertThat(people.statusOf(HttpMethod.GET, PATH + "/" + id)).isEqualTo(401);
        assertThat(people.statusOf(HttpMethod.POST, PATH)).isEqualTo(401);
    }

    @Test
    void aFileThatIsNotThereYetIsAConflict() {
        UUID id = Ids.next();
        table.open(id, ann, Instant.now()).block();

        Answer answer = people.get(ann, PATH + "/" + id + "/file");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("EXPORT_NOT_READY");
        assertThat(people.get(ann, PATH + "/" + id).body().path("state").asString())
                .isEqualTo("queued");
    }

    @Test
    void anAttemptThatDiedIsMadeAgainAndShutOut() {
        people.say(people.meet(ann, bob), ann, "hello");
        UUID id = Ids.next();
        table.open(id, ann, Instant.now()).block();
        int dead = table.begin(id).block();
        assertThat(table.store(id, dead, 0, new byte[] {1, 2, 3}, 30).block()).isTrue();

        job.run(id.toString(), new ExportJob.Order(ann)).block();

        assertThat(table.store(id, dead, 1, new byte[] {4}, 31).block()).isFalse();
        assertThat(table.finish(id, dead, 2, 4, Instant.now(), Instant.now()).block())
                .isFalse();
        JsonNode done = finished(ann, id.toString());
        assertThat(text(download(ann, done), "messages.jsonl")).contains("hello");
        job.run(id.toString(), new ExportJob.Order(ann)).block();
        assertThat(download(ann, done)).containsKey("messages.jsonl");
    }

    @Test
    void afterADayTheFileIsGone() {
        String id = ordered(ann);
        finished(ann, id);
        new ExportCleanUp(table, Clock.systemUTC()).run("x", null).block();
        assertThat(people.get(ann, PATH + "/" + id).status()).isEqualTo(200);

        Instant tomorrow = Instant.now().plus(Duration.ofHours(25));
        assertThat(table.find(UUID.fromString(id), ann, tomorrow).blockOptional())
                .isEmpty();
        db.sql("UPDATE export SET expires_at = now() WHERE id = :id")
                .bind("id", UUID.fromString(id))
                .then()
                .block();
        new ExportCleanUp(table, Clock.systemUTC()).run("x", null).block();
        assertThat(db.sql("SELECT count(*) FROM export_chunk WHERE export_id = :id")
                        .bind("id", UUID.fromString(id))
                        .map(row -> row.get(0, Long.class))
                        .one()
                        .block())
                .isZero();
        assertThat(people.get(ann, PATH + "/" + id).code()).isEqualTo("EXPORT_NOT_FOUND");
    }

    private void voice(UUID conversation, UUID note) {
        people.append(List.of(People.op(
                "message",
                conversation,
                ann,
                Map.of(
                        "clientMessageId",
                        "v" + HexFormat.of().toHexDigits(note.getLeastSignificantBits()),
                        "type",
                        "voice",
                        "media",
                        Map.of("mediaId", note, "durationMs", 1200, "bytes", 3, "contentType", "audio/ogg")))));
    }

    private String ordered(UUID user) {
        Answer answer = people.post(user, PATH, Map.of());
        assertThat(answer.status()).isEqualTo(202);
        return answer.body().path("jobId").asString();
    }

    private JsonNode finished(UUID user, String id) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(people.get(user, PATH + "/" + id)
                                .body()
                                .path("state")
                                .asString())
                        .isEqualTo("done"));
        return people.get(user, PATH + "/" + id).body();
    }

    private Map<String, byte[]> download(UUID user, JsonNode export) {
        byte[] zip = people.request(
                        HttpMethod.GET, PATH + "/" + export.path("jobId").asString() + "/file", user, Role.USER)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType("application/zip")
                .expectHeader()
                .contentLength(export.path("bytes").asLong())
                .expectBody(byte[].class)
                .returnResult()
                .getResponseBody();
        Map<String, byte[]> files = new HashMap<>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return files;
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }
}
