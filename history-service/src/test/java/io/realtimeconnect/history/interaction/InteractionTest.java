package io.realtimeconnect.history.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.history.HistoryTest;
import io.realtimeconnect.history.Neighbours;
import io.realtimeconnect.history.People;
import io.realtimeconnect.history.People.Answer;
import io.realtimeconnect.perf.events.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@HistoryTest
class InteractionTest {

    private static final String PATH = "/api/v1/history/interactions";

    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();

    @Autowired
    private People people;

    @Autowired
    private Neighbours neighbours;

    @Autowired
    private CallEvents callEvents;

    @Autowired
    private JsonMapper json;

    @Test
    void aConversationIsAnInteractionOfBoth() {
        neighbours.name(bob, "Bob");
        UUID conversation = people.meet(ann, bob);
        people.say(conversation, ann, "hello");
        people.say(conversation, bob, "hi");
        callEnded(conversation);

        JsonNode open = items(ann, "").get(0);
        assertThat(open.path("outcome").asString()).isEqualTo("open");
        assertThat(open.path("endedAt").isNull()).isTrue();
        people.end(conversation, bob);
        JsonNode ended = items(ann, "").get(0);

        assertThat(ended.path("id").asString()).isEqualTo(conversation.toString());
        assertThat(ended.path("conversationId").asString()).isEqualTo(conversation.toString());
        assertThat(ended.path("partner").path("id").asString()).isEqualTo(bob.toString());
        assertThat(ended.path("partner").path("displayName").asString()).isEqualTo("Bob");
        assertThat(ended.path("messageCount").asInt()).isEqualTo(2);
        assertThat(ended.path("calls").asInt()).isEqualTo(1);
        assertThat(ended.path("outcome").asString()).isEqualTo("left");
        assertThat(ended.path("durationMs").asLong()).isNotNegative();
        assertThat(Instant.parse(ended.path("endedAt").asString()))
                .isAfterOrEqualTo(Instant.parse(ended.path("startedAt").asString()));
        JsonNode ofBob = items(bob, "").get(0);
        assertThat(ofBob.path("partner").path("id").asString()).isEqualTo(ann.toString());
        assertThat(ofBob.path("partner").path("displayName").isNull()).isTrue();
        assertThat(items(UUID.randomUUID(), "")).isEmpty();
    }

    @Test
    void pagesAreLatestFirstAndNeitherSkipNorRepeat() {
        List<String> made = IntStream.range(0, 12)
                .mapToObj(i -> people.meet(ann, UUID.randomUUID()).toString())
                .toList();
        List<String> seen = new ArrayList<>();
        String query = "?limit=5";
        while (query != null) {
            Answer page = people.get(ann, PATH + query);
            page.body().path("items").forEach(item -> seen.add(item.path("id").asString()));
            people.meet(ann, bob);
            JsonNode next = page.body().path("nextCursor");
            query = next.isNull() ? null : "?limit=5&cursor=" + next.asString();
        }

        assertThat(seen).hasSize(12).containsExactlyInAnyOrderElementsOf(made);
        assertThat(seen.get(0)).isEqualTo(made.get(11));
    }

    @Test
    void withoutUserServiceThereAreNoNamesAndEverythingElse() {
        neighbours.name(bob, "Bob");
        people.meet(ann, bob);
        neighbours.down(true);
        try {
            JsonNode partner = items(ann, "").get(0).path("partner");
            assertThat(partner.path("id").asString()).isEqualTo(bob.toString());
            assertThat(partner.path("displayName").isNull()).isTrue();
        } finally {
            neighbours.down(false);
        }
        assertThat(items(ann, "").get(0).path("partner").path("displayName").asString())
                .isEqualTo("Bob");
    }

    @Test
    void whatCannotBeListedSaysWhy() {
        assertThat(people.get(ann, PATH + "?cursor=x").code()).isEqualTo("INVALID_CURSOR");
        assertThat(people.get(ann, PATH + "?limit=-1").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(people.get(ann, PATH + "?limit=many").status()).isEqualTo(400);
        assertThat(people.statusOf(HttpMethod.GET, PATH)).isEqualTo(401);
    }

    private void callEnded(UUID conversation) {
        var payload = json.valueToTree(Map.of(
                "conversationId",
                conversation,
                "callId",
                "a call",
                "callerId",
                ann,
                "calleeId",
                bob,
                "durationMs",
                1200,
                "reason",
                "hangup",
                "startedAt",
                Instant.now()));
        var event = new Event(1, UUID.randomUUID(), "call.ended", conversation.toString(), Instant.now(), payload);
        callEvents.handle(event).block();
        callEvents.handle(event).block();
    }

    private JsonNode items(UUID user, String query) {
        Answer answer = people.get(user, PATH + query);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().path("items");
    }
}
