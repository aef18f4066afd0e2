package io.realtimeconnect.communication.conversation;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.web.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** Ends that nobody asked for, on two instances that both look for them. */
class IdleEndTest {

    private static Instance one;
    private static Instance two;

    @BeforeAll
    static void start() {
        HISTORY.reset();
        String[] settings = {"rtc.conversation.idle-end=3s", "rtc.conversation.sweep=100ms"};
        one = new Instance(settings);
        two = new Instance(settings);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    @Test
    void aConversationInWhichNothingIsSaidEndsOnce() {
        Person ann = one.person("ann");
        Person bob = one.person("bob");
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            UUID conversation = one.conversation(ann, bob);
            UUID lively = one.conversation(ann, one.person("carl"));

            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        say(ann, lively);
                        return !a.frames("conversation.ended").isEmpty();
                    });
            assertThat(a.await("conversation.ended").path("reason").asString()).isEqualTo("idle");
            assertThat(b.await("conversation.ended").path("conversationId").asString())
                    .isEqualTo(conversation.toString());
            await().untilAsserted(() -> assertThat(endings(conversation)).isEqualTo(1));
            assertThat(endings(lively)).isZero();
            assertThat(a.frames("conversation.ended")).hasSize(1);
            assertThat(say(ann, conversation).code()).isEqualTo("CONVERSATION_ENDED");
        }
    }

    private static Instance.Answer say(Person sender, UUID conversation) {
        return one.call(
                "POST",
                "/api/v1/conversations/" + conversation + "/messages",
                sender,
                Instance.JSON.writeValueAsString(
                        Map.of("clientMessageId", Ids.next().toString(), "body", "hello")));
    }

    private static long endings(UUID conversation) {
        return one.bean(DatabaseClient.class)
                .sql("SELECT count(*) FROM outbox WHERE topic = 'conversation.ended' AND key = :key")
                .bind("key", conversation.toString())
                .map(row -> row.get(0, Long.class))
                .one()
                .block(Duration.ofSeconds(5));
    }

    @Test
    void anAccountThatGoesLeavesNoSocketNoConversationAndNoName() {
        Person ann = one.person("ann");
        Person bob = one.person("bob");
        UUID conversation = one.conversation(ann, bob);
        try (Socket a = two.socket(ann);
                Socket b = one.socket(bob)) {
            var payload = Instance.JSON.valueToTree(Map.of("userId", ann.id()));
            one.bean(UserEvents.class)
                    .handle(new Event(1, Ids.next(), "user.deleted", "k", Instant.now(), payload))
                    .as(one.bean(TransactionalOperator.class)::transactional)
                    .block(Duration.ofSeconds(10));

            assertThat(a.awaitClose()).isEqualTo(4401);
            assertThat(b.await("conversation.ended").path("reason").asString()).isEqualTo("deleted");
            assertThat(b.isClosed()).isFalse();
        }
        var seen = one.call("GET", "/api/v1/conversations/" + conversation, bob, null)
                .body()
                .path("participants");
        assertThat(seen.findValuesAsString("displayName")).containsExactlyInAnyOrder("", "bob");
        assertThat(one.bean(DatabaseClient.class)
                        .sql("SELECT match::text FROM conversation WHERE id = :id")
                        .bind("id", conversation)
                        .map(row -> row.get(0, String.class))
                        .one()
                        .block(Duration.ofSeconds(5)))
                .doesNotContain("\"go\"");
    }
}
