package io.realtimeconnect.communication.sanction;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.communication.FakeModeration;
import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Answer;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.web.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import tools.jackson.databind.JsonNode;

/** Two instances on one database: whichever handles an event, both act on it. */
class SanctionsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static FakeModeration moderation;
    private static Instance one;
    private static Instance two;

    private Person ann;
    private Person bob;

    @BeforeAll
    static void start() {
        HISTORY.reset();
        moderation = new FakeModeration();
        one = new Instance(moderation.setting());
        two = new Instance(moderation.setting());
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
        ann = one.person("ann");
        bob = one.person("bob");
    }

    private static void wake() {
        one.bean(ReactiveStringRedisTemplate.class)
                .convertAndSend("ev:moderation-service", "1")
                .block(Duration.ofSeconds(5));
    }

    private static Answer say(Instance instance, Person sender, UUID conversation) {
        return instance.call(
                "POST",
                "/api/v1/conversations/" + conversation + "/messages",
                sender,
                Instance.JSON.writeValueAsString(
                        Map.of("clientMessageId", Ids.next().toString(), "body", "hello")));
    }

    @Test
    void aMuteStopsMessagesAndEditsOnEveryInstanceUntilItIsLifted() {
        UUID conversation = one.conversation(ann, bob);
        String message = say(one, ann, conversation).body().path("id").asString();
        assertThat(say(two, ann, conversation).status()).isEqualTo(201);

        UUID action = moderation.take(ann.id(), "mute", Instant.now().plusSeconds(600));
        wake();

        for (Instance instance : new Instance[] {one, two}) {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(say(instance, ann, conversation).code()).isEqualTo("MUTED"));
        }
        Answer refused = say(one, ann, conversation);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().path("reason").asString()).isEqualTo("because");
        assertThat(refused.body().hasNonNull("expiresAt")).isTrue();
        assertThat(edit(conversation, message).code()).isEqualTo("MUTED");
        assertThat(say(one, bob, conversation).status()).isEqualTo(201);
        assertThat(one.call("DELETE", "/api/v1/conversations/" + conversation + "/messages/" + message, ann, null)
                        .status())
                .isEqualTo(204);

        moderation.lift(action, ann.id(), "mute");
        wake();
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(say(two, ann, conversation).status()).isEqualTo(201));
    }

    private Answer edit(UUID conversation, String message) {
        return one.call(
                "PATCH", "/api/v1/conversations/" + conversation + "/messages/" + message, ann, "{\"body\": \"else\"}");
    }

    @Test
    void aMuteEndsOnItsOwn() {
        UUID conversation = one.conversation(ann, bob);
        moderation.take(ann.id(), "mute", Instant.now().plusSeconds(4));
        wake();
        await().untilAsserted(
                        () -> assertThat(say(two, ann, conversation).code()).isEqualTo("MUTED"));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(say(two, ann, conversation).status()).isEqualTo(201));
    }

    @Test
    void aMutedSocketIsToldSoAndStaysOpen() {
        UUID conversation = one.conversation(ann, bob);
        try (Socket a = one.socket(ann);
                Socket a2 = two.socket(ann)) {
            moderation.take(ann.id(), "mute", Instant.now().plusSeconds(600));
            wake();
            for (Socket socket : new Socket[] {a, a2}) {
                JsonNode notice = socket.await("moderation");
                assertThat(notice.path("action").asString()).isEqualTo("mute");
                assertThat(notice.path("reason").asString()).isEqualTo("because");
                assertThat(notice.hasNonNull("expiresAt")).isTrue();
            }
            a.send(Map.of(
                    "type",
                    "message.send",
                    "ref",
                    "r",
                    "conversationId",
                    conversation,
                    "clientMessageId",
                    "m",
                    "body",
                    "hello"));
            JsonNode error = a.await("error");
            assertThat(error.path("code").asString()).isEqualTo("MUTED");
            assertThat(error.path("ref").asString()).isEqualTo("r");
            assertThat(a.isClosed()).isFalse();
        }
    }

    @Test
    void aWarningIsToldOnce() {
        try (Socket a = two.socket(ann)) {
            moderation.take(ann.id(), "warn", null);
            wake();
            assertThat(a.await("moderation").path("action").asString()).isEqualTo("warn");
            moderation.take(ann.id(), "warn", null);
            wake();
            a.await("moderation");
            assertThat(a.frames("moderation")).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend", "ban"})
    void whoIsOutIsClosedEverywhereAndNotLetInAgain(String kind) {
        try (Socket a = one.socket(ann);
                Socket a2 = two.socket(ann);
                Socket b = one.socket(bob)) {
            moderation.take(ann.id(), kind, Instant.now().plusSeconds(600));
            wake();

            assertThat(a.awaitClose()).isEqualTo(4403);
            assertThat(a2.awaitClose()).isEqualTo(4403);
            assertThat(a.frames("moderation")).hasSize(1);
            assertThat(b.isClosed()).isFalse();
        }
        try (Socket again = two.connect(ann.token())) {
            assertThat(again.awaitClose()).isEqualTo(4403);
            assertThat(again.frames("ready")).isEmpty();
        }
        Answer refused = one.open(Ids.next(), ann, bob);
        assertThat(refused.code()).isEqualTo("CONVERSATION_REFUSED");
        assertThat(refused.body().path("userId").asString()).isEqualTo(ann.id().toString());
    }

    @Test
    void whoDoesNotHearTheCallLooksAllTheSame() {
        try (Socket a = two.socket(ann)) {
            moderation.take(ann.id(), "ban", null);
            assertThat(a.awaitClose()).isEqualTo(4403);
        }
    }

    @Test
    void whoseSessionEndsByASuspensionIsToldSoEvenBeforeTheNews() {
        try (Socket a = one.socket(ann);
                Socket b = one.socket(bob)) {
            moderation.barSilently(ann.id());
            one.bean(Sessions.class).revokeAll(ann.id(), null).block(Duration.ofSeconds(5));
            one.bean(Sessions.class).revokeAll(bob.id(), null).block(Duration.ofSeconds(5));

            assertThat(a.awaitClose()).isEqualTo(4403);
            assertThat(b.awaitClose()).isEqualTo(4401);
        }
    }

    @Test
    void anInstanceThatStartsLaterKnowsWhoIsMuted() {
        UUID conversation = one.conversation(ann, bob);
        moderation.take(ann.id(), "mute", null);
        wake();
        await().untilAsserted(
                        () -> assertThat(say(one, ann, conversation).code()).isEqualTo("MUTED"));
        try (Instance three = new Instance(moderation.setting())) {
            assertThat(say(three, ann, conversation).code()).isEqualTo("MUTED");
            assertThat(say(three, bob, conversation).status()).isEqualTo(201);
        }
    }
}
