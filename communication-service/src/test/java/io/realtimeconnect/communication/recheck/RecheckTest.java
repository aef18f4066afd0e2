package io.realtimeconnect.communication.recheck;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.communication.FakeModeration;
import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import io.realtimeconnect.communication.log.Message;
import io.realtimeconnect.perf.web.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Both instances look again, all the time. */
class RecheckTest {

    private static FakeModeration moderation;
    private static Instance one;
    private static Instance two;

    private Person ann;
    private Person bob;

    @BeforeAll
    static void start() {
        HISTORY.reset();
        moderation = new FakeModeration();
        String[] settings = {
            moderation.setting(), "rtc.screening.recheck=50ms", "perf.rate-limit.policies.message.enabled=false"
        };
        one = new Instance(settings);
        two = new Instance(settings);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        moderation.close();
    }

    @BeforeEach
    void people() {
        HISTORY.reset();
        moderation.down = false;
        ann = one.person("ann");
        bob = one.person("bob");
    }

    private String say(UUID conversation, String body) {
        Instance.Answer sent = one.call(
                "POST",
                "/api/v1/conversations/" + conversation + "/messages",
                ann,
                Instance.JSON.writeValueAsString(
                        Map.of("clientMessageId", Ids.next().toString(), "body", body)));
        assertThat(sent.status()).isEqualTo(201);
        return sent.body().path("id").asString();
    }

    @Test
    void whatWasDeliveredUnscreenedIsWithdrawnOnceForEverybody() {
        UUID conversation = one.conversation(ann, bob);
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            moderation.down = true;
            String bad = say(conversation, "to block");
            String good = say(conversation, "hello");
            for (Socket socket : List.of(a, b)) {
                socket.await("message.new");
                socket.await("message.new");
            }

            moderation.down = false;

            for (Socket socket : List.of(a, b)) {
                JsonNode shell = socket.await("message.updated").path("message");
                assertThat(shell.path("id").asString()).isEqualTo(bad);
                assertThat(shell.path("body").asString()).isEmpty();
                assertThat(shell.hasNonNull("deletedAt")).isTrue();
                assertThat(shell.path("rev").asLong()).isEqualTo(3);
            }
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () -> assertThat(HISTORY.unscreened(conversation)).isEmpty());
            List<Message> stored = HISTORY.messages(conversation);
            assertThat(stored.get(0).rev()).isEqualTo(3);
            assertThat(stored.get(1).id().toString()).isEqualTo(good);
            assertThat(stored.get(1).body()).isEqualTo("hello");
            assertThat(b.frames("message.updated")).hasSize(1);
        }
    }

    @Test
    void aBacklogOfMoreThanOneCallIsWorkedOff() {
        UUID conversation = one.conversation(ann, bob);
        moderation.down = true;
        IntStream.range(0, 150).forEach(i -> say(conversation, i % 10 == 0 ? "block " + i : "text " + i));
        assertThat(HISTORY.unscreened(conversation)).hasSize(150);

        moderation.down = false;

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> assertThat(HISTORY.unscreened(conversation)).isEmpty());
        assertThat(HISTORY.messages(conversation).stream().filter(message -> message.deletedAt() != null))
                .hasSize(15);
    }
}
