package io.realtimeconnect.communication.screening;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static io.realtimeconnect.communication.Socket.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.communication.FakeModeration;
import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Answer;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import io.realtimeconnect.communication.log.Message;
import io.realtimeconnect.perf.web.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

class ScreeningTest {

    private static FakeModeration moderation;
    private static Instance patient;
    private static Instance hasty;
    private static Instance strict;

    private Person ann;
    private Person bob;

    @BeforeAll
    static void start() {
        HISTORY.reset();
        moderation = new FakeModeration();
        String quiet = "rtc.screening.recheck=10m";
        String unlimited = "perf.rate-limit.policies.message.enabled=false";
        patient = new Instance(
                moderation.setting(),
                "rtc.screening.budget=5s",
                "rtc.communication.socket.unanswered=1000",
                quiet,
                unlimited);
        hasty = new Instance(moderation.setting(), quiet, unlimited);
        strict = new Instance(moderation.setting(), "rtc.screening.when-unavailable=refuse", quiet, unlimited);
    }

    @AfterAll
    static void stop() {
        patient.close();
        hasty.close();
        strict.close();
        moderation.close();
    }

    @BeforeEach
    void people() {
        HISTORY.reset();
        moderation.down = false;
        moderation.latency = Duration.ZERO;
        moderation.batches.clear();
        ann = patient.person("ann");
        bob = patient.person("bob");
    }

    private static Answer say(Instance instance, Person sender, UUID conversation, String body) {
        return instance.call(
                "POST",
                "/api/v1/conversations/" + conversation + "/messages",
                sender,
                Instance.JSON.writeValueAsString(
                        Map.of("clientMessageId", Ids.next().toString(), "body", body)));
    }

    @Test
    void whatIsBlockedIsNotStored() {
        UUID conversation = patient.conversation(ann, bob);
        Answer refused = say(patient, ann, conversation, "to block");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("MESSAGE_BLOCKED");
        assertThat(HISTORY.messages(conversation)).isEmpty();

        try (Socket socket = patient.socket(ann)) {
            socket.send(message(conversation, "r", "to block"));
            assertThat(socket.await("error").path("code").asString()).isEqualTo("MESSAGE_BLOCKED");
            assertThat(socket.isClosed()).isFalse();
        }
    }

    @Test
    void whatIsMaskedIsStoredSo() {
        UUID conversation = patient.conversation(ann, bob);
        Answer sent = say(patient, ann, conversation, "a mask here");
        assertThat(sent.status()).isEqualTo(201);
        assertThat(sent.body().path("body").asString()).isEqualTo("a **** here");
        assertThat(HISTORY.unscreened(conversation)).isEmpty();
    }

    @Test
    void whatIsFlaggedIsDeliveredAndShownToModerators() {
        UUID conversation = patient.conversation(ann, bob);
        Answer sent = say(patient, ann, conversation, "a flag here");
        assertThat(sent.status()).isEqualTo(201);
        await().untilAsserted(() -> assertThat(flagged(conversation))
                .containsExactly(sent.body().path("id").asString()));
    }

    private static List<String> flagged(UUID conversation) {
        return patient.bean(DatabaseClient.class)
                .sql("SELECT payload ->> 'messageId' FROM outbox WHERE topic = 'message.flagged' AND key = :key")
                .bind("key", conversation.toString())
                .map(row -> row.get(0, String.class))
                .all()
                .collectList()
                .block(Duration.ofSeconds(5));
    }

    @Test
    void editsAreScreenedToo() {
        UUID conversation = patient.conversation(ann, bob);
        String path = "/api/v1/conversations/" + conversation + "/messages/"
                + say(patient, ann, conversation, "fine").body().path("id").asString();
        assertThat(patient.call("PATCH", path, ann, "{\"body\": \"block\"}").code())
                .isEqualTo("MESSAGE_BLOCKED");
        assertThat(patient.call("PATCH", path, ann, "{\"body\": \"mask\"}")
                        .body()
                        .path("body")
                        .asString())
                .isEqualTo("****");
    }

    @Test
    void manySendersShareACallAndEachConversationKeepsItsOrder() {
        List<UUID> conversations = IntStream.range(0, 8)
                .mapToObj(i -> patient.conversation(ann, patient.person("p" + i)))
                .toList();
        Random random = new Random(11);
        try (Socket socket = patient.socket(ann)) {
            for (int i = 0; i < 30; i++) {
                moderation.latency = Duration.ofMillis(random.nextInt(20));
                for (UUID conversation : conversations) {
                    socket.send(message(conversation, "m" + i, "text " + i));
                }
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(socket.frames("message.ack").size()
                                    + socket.frames("error").size())
                            .isEqualTo(240));
            assertThat(socket.frames("error")).isEmpty();
        }
        List<String> inOrder = IntStream.range(0, 30).mapToObj(i -> "text " + i).toList();
        for (UUID conversation : conversations) {
            assertThat(HISTORY.messages(conversation).stream().map(Message::body))
                    .isEqualTo(inOrder);
        }
        // calls that other tests gave up on may still arrive
        List<List<String>> own = moderation.batches.stream()
                .filter(texts -> texts.get(0).startsWith("text "))
                .toList();
        assertThat(own.stream().mapToInt(List::size).sum()).isEqualTo(240);
        assertThat(own.size()).isLessThan(160);
    }

    @Test
    void slowVerdictsHoldNobodyUpAndAreSoonNotAskedFor() {
        UUID conversation = hasty.conversation(ann, bob);
        say(hasty, ann, conversation, "warm");
        moderation.latency = Duration.ofSeconds(1);
        moderation.batches.clear();
        long from = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            assertThat(say(hasty, ann, conversation, "block " + i).status()).isEqualTo(201);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(20));
        assertThat(HISTORY.unscreened(conversation)).hasSizeGreaterThanOrEqualTo(30);
        assertThat(moderation.batches.size()).isLessThan(30);
    }

    @Test
    void whereThePolicyIsToRefuseNothingGoesUnscreened() {
        UUID conversation = strict.conversation(ann, bob);
        moderation.down = true;
        Answer refused = say(strict, ann, conversation, "hello");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("SCREENING_UNAVAILABLE");
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(HISTORY.messages(conversation)).isEmpty();
    }
}
