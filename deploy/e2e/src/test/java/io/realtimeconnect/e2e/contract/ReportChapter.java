package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.client.Person;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A message is reported, the report claimed and resolved with an action. */
final class ReportChapter {

    private ReportChapter() {}

    static void walk(Stage stage) throws Exception {
        Person alice = stage.person();
        Person mallory = stage.person();
        String conversation = Person.meet(alice, mallory);
        String said = mallory.api()
                .post(
                        "/api/v1/conversations/" + conversation + "/messages",
                        Map.of("clientMessageId", "r1", "body", "a nasty thing"))
                .expect(201)
                .json()
                .path("id")
                .asString();
        Map<String, Object> report = Map.of(
                "targetUserId",
                mallory.id(),
                "conversationId",
                conversation,
                "messageId",
                said,
                "reason",
                "harassment",
                "details",
                "again and again");
        String id = alice.api()
                .post("/api/v1/reports", report)
                .expect(201)
                .json()
                .path("id")
                .asString();
        assertThat(alice.api()
                        .post("/api/v1/reports", report)
                        .expect(200)
                        .json()
                        .path("id")
                        .asString())
                .isEqualTo(id);
        assertThat(alice.api()
                        .get("/api/v1/reports")
                        .expect(200)
                        .json()
                        .path("items")
                        .path(0)
                        .path("id")
                        .asString())
                .isEqualTo(id);

        var moderator = stage.moderator().api();
        JsonNode queued = find(stage, id);
        assertThat(queued.path("context").toString()).contains("a nasty thing");
        moderator.post("/api/v1/moderation/reports/" + id + "/claim", null).expect(200);
        assertThat(stage.admin()
                        .api()
                        .post("/api/v1/moderation/reports/" + id + "/claim", null)
                        .status())
                .isEqualTo(409);
        moderator
                .post(
                        "/api/v1/moderation/reports/" + id + "/resolve",
                        Map.of(
                                "decision", "upheld",
                                "note", "seen",
                                "action", Map.of("kind", "warn", "reason", "be kind")))
                .expect(200);
        assertThat(moderator
                        .get("/api/v1/moderation/actions?userId=" + mallory.id())
                        .expect(200)
                        .text())
                .contains("be kind");
        assertThat(stage.admin()
                        .api()
                        .get("/api/v1/moderation/audit")
                        .expect(200)
                        .text())
                .contains(id)
                .doesNotContain("a nasty thing");
        assertThat(stage.admin()
                        .api()
                        .get("/api/v1/moderation/stats")
                        .expect(200)
                        .json()
                        .isObject())
                .isTrue();
    }

    private static JsonNode find(Stage stage, String report) {
        String cursor = "";
        for (int page = 0; page < 50; page++) {
            JsonNode queue = stage.moderator()
                    .api()
                    .get("/api/v1/moderation/reports?limit=50" + cursor)
                    .expect(200)
                    .json();
            List<JsonNode> found = queue.path("items")
                    .valueStream()
                    .filter(item -> item.path("id").asString().equals(report))
                    .toList();
            if (!found.isEmpty()) {
                return found.get(0);
            }
            cursor = "&cursor=" + queue.path("nextCursor").asString("");
        }
        throw new AssertionError("the report is not in the queue");
    }
}
