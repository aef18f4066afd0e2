package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Person;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;

/** Looking back: pages, search, interactions, events, figures, export, and forgetting. */
final class HistoryChapter {

    private HistoryChapter() {}

    static void walk(Stage stage) throws Exception {
        Person alice = stage.person();
        Person bob = stage.person();
        String conversation = Person.meet(alice, bob);
        String word = "word" + UUID.randomUUID().toString().substring(0, 8);
        pages(alice, bob, conversation, word);
        events(stage, alice);
        alice.api().post("/api/v1/conversations/" + conversation + "/end", null).expect(204);
        interactions(alice, bob, conversation);
        export(stage, alice, word);
        forgetting(alice, bob, conversation, word);
    }

    private static void pages(Person alice, Person bob, String conversation, String word) {
        String path = "/api/v1/conversations/" + conversation + "/messages";
        for (int i = 1; i <= 7; i++) {
            alice.api()
                    .post(path, Map.of("clientMessageId", "h" + i, "body", "the " + word + " number " + i))
                    .expect(201);
        }
        Answer newest = bob.api().get(path + "?limit=3").expect(200);
        assertThat(seqs(newest)).containsExactly(5L, 6L, 7L);
        String cursor = newest.json().path("nextCursor").asString();
        assertThat(seqs(bob.api().get(path + "?limit=3&cursor=" + cursor))).containsExactly(2L, 3L, 4L);
        assertThat(seqs(bob.api().get(path + "?after=5"))).containsExactly(6L, 7L);
        assertThat(seqs(bob.api().get(path + "?before=3"))).containsExactly(1L, 2L);
        assertThat(seqs(bob.api().get(path + "?around=4&limit=3"))).contains(4L).hasSize(3);
        assertThat(bob.api().get(path + "?after=1&before=4").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(bob.api().get(path + "?cursor=broken").code()).isEqualTo("INVALID_CURSOR");

        String search = "/api/v1/history/messages/search?q=" + word;
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                bob.api().get(search).expect(200).json().path("items"))
                        .hasSize(7));
    }

    private static LongStream seqs(Answer page) {
        return page.expect(200)
                .json()
                .path("items")
                .valueStream()
                .mapToLong(item -> item.path("seq").asLong());
    }

    private static void events(Stage stage, Person alice) {
        String id = UUID.randomUUID().toString();
        Map<String, Object> event = Map.of("id", id, "type", "page.viewed", "properties", Map.of("page", "home"));
        assertThat(alice.api()
                        .post("/api/v1/events", event)
                        .expect(202)
                        .json()
                        .path("accepted")
                        .asInt())
                .isEqualTo(1);
        List<Map<String, Object>> batch = IntStream.range(0, 99)
                .mapToObj(i -> Map.<String, Object>of("type", "button.pressed"))
                .toList();
        var all = new java.util.ArrayList<>(batch);
        all.add(event);
        JsonNode accepted = alice.api()
                .post("/api/v1/events", Map.of("events", all))
                .expect(202)
                .json();
        assertThat(accepted.path("accepted").asInt()).isEqualTo(99);
        assertThat(accepted.path("duplicates").asInt()).isEqualTo(1);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(alice.api()
                                .get("/api/v1/analytics/summary?scope=me&bucket=hour")
                                .expect(200)
                                .text())
                        .contains("button.pressed"));
        alice.api().get("/api/v1/analytics/realtime?scope=me").expect(200);
        assertThat(alice.api().get("/api/v1/analytics/summary").code()).isEqualTo("FORBIDDEN");
        stage.admin().api().get("/api/v1/analytics/summary?bucket=day").expect(200);
        stage.admin().api().get("/api/v1/analytics/realtime").expect(200);
    }

    private static void interactions(Person alice, Person bob, String conversation) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode met = alice.api()
                    .get("/api/v1/history/interactions")
                    .expect(200)
                    .json()
                    .path("items")
                    .path(0);
            assertThat(met.path("conversationId").asString()).isEqualTo(conversation);
            assertThat(met.path("partner").path("id").asString()).isEqualTo(bob.id());
            assertThat(met.path("messageCount").asInt()).isEqualTo(7);
            assertThat(met.propertyNames()).contains("id", "startedAt", "endedAt", "durationMs", "calls", "outcome");
        });
    }

    private static void export(Stage stage, Person alice, String word) throws IOException {
        JsonNode asked =
                alice.api().post("/api/v1/history/export", null).expect(202).json();
        String job = asked.path("jobId").asString(asked.path("id").asString(""));
        String path = "/api/v1/history/export/" + job;
        await().atMost(Duration.ofSeconds(30))
                .until(() -> alice.api()
                                        .get(path)
                                        .expect(200)
                                        .json()
                                        .path("progress")
                                        .asDouble()
                                >= 1
                        && alice.api().get(path + "/file").status() == 200);
        StringBuilder told = new StringBuilder();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(
                alice.api().get(path + "/file").expect(200).bytes()))) {
            while (zip.getNextEntry() != null) {
                told.append(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(told).contains(word, alice.username());
        assertThat(stage.person().api().get(path).status()).isEqualTo(404);
    }

    private static void forgetting(Person alice, Person bob, String conversation, String word) {
        alice.api().delete("/api/v1/history").expect(202);
        String path = "/api/v1/conversations/" + conversation + "/messages";
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Answer page = bob.api().get(path).expect(200);
            assertThat(seqs(page)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
            assertThat(page.text()).doesNotContain(word);
            assertThat(bob.api()
                            .get("/api/v1/history/messages/search?q=" + word)
                            .json()
                            .path("items"))
                    .isEmpty();
            assertThat(bob.api().get("/api/v1/conversations").text()).doesNotContain(word);
        });
    }
}
