package io.realtimeconnect.communication.conversation;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static io.realtimeconnect.communication.Instance.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Answer;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import io.realtimeconnect.communication.log.Operation;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.web.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ConversationsTest {

    private static Instance service;

    private Person ann;
    private Person bob;
    private Person eve;

    @BeforeAll
    static void start() {
        HISTORY.reset();
        service = new Instance();
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
    }

    private Answer send(Person sender, UUID conversation, String name, String body) {
        return service.call(
                "POST",
                "/api/v1/conversations/" + conversation + "/messages",
                sender,
                Instance.JSON.writeValueAsString(Map.of("clientMessageId", name, "body", body)));
    }

    private Answer get(Person reader, String path) {
        return service.call("GET", "/api/v1/conversations" + path, reader, null);
    }

    @Test
    void openingTwiceIsOpeningOnce() {
        UUID id = Ids.next();
        assertThat(service.open(id, ann, bob).status()).isEqualTo(201);
        assertThat(service.open(id, ann, bob).status()).isEqualTo(200);
        assertThat(get(ann, "").body().path("items")).hasSize(1);
    }

    @Test
    void aBlockedPairIsRefused() {
        USERS.blocked.add(Set.of(ann.id(), bob.id()));
        Answer answer = service.open(Ids.next(), ann, bob);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("CONVERSATION_REFUSED");
    }

    @Test
    void aMessageIsStoredOnceHoweverOftenItIsSent() {
        UUID id = service.conversation(ann, bob);
        Answer first = send(ann, id, "m", "hello");
        Answer again = send(ann, id, "m", "hello");
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(first.response().headers().firstValue("RateLimit-Policy").orElse(""))
                .contains("\"message\"");

        JsonNode seen = get(bob, "/" + id).body();
        assertThat(seen.path("unread").asInt()).isEqualTo(1);
        assertThat(seen.path("lastSeq").asInt()).isEqualTo(1);
        assertThat(seen.path("lastMessage").path("body").asString()).isEqualTo("hello");
        assertThat(seen.path("participants").path(0).path("displayName").asString())
                .isIn("ann", "bob");
    }

    @Test
    void onlyTheSenderChangesAMessage() {
        UUID id = service.conversation(ann, bob);
        String path = "/api/v1/conversations/" + id + "/messages/";
        String message = send(ann, id, "m", "hello").body().path("id").asString();

        assertThat(service.call("PATCH", path + message, bob, "{\"body\": \"mine now\"}")
                        .code())
                .isEqualTo("MESSAGE_NOT_FOUND");
        assertThat(service.call("DELETE", path + message, bob, null).code()).isEqualTo("MESSAGE_NOT_FOUND");
        Answer edited = service.call("PATCH", path + message, ann, "{\"body\": \"hello there\"}");
        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.body().path("rev").asInt()).isEqualTo(2);
        assertThat(edited.body().has("editedAt")).isTrue();
        assertThat(service.call("DELETE", path + message, ann, null).status()).isEqualTo(204);
        assertThat(service.call("DELETE", path + message, ann, null).status()).isEqualTo(204);
        assertThat(get(bob, "/" + id).body().path("lastMessage").path("body").asString())
                .isEmpty();
    }

    @Test
    void whoTakesNoPartFindsNothing() {
        UUID id = service.conversation(ann, bob);
        assertThat(get(eve, "/" + id).code()).isEqualTo("CONVERSATION_NOT_FOUND");
        assertThat(send(eve, id, "m", "let me in").code()).isEqualTo("CONVERSATION_NOT_FOUND");
        assertThat(service.call("POST", "/api/v1/conversations/" + id + "/end", eve, null)
                        .code())
                .isEqualTo("CONVERSATION_NOT_FOUND");
        assertThat(service.call("POST", "/api/v1/conversations/" + id + "/read", eve, "{\"seq\": 1}")
                        .code())
                .isEqualTo("CONVERSATION_NOT_FOUND");
        assertThat(get(ann, "/" + Ids.next()).code()).isEqualTo("CONVERSATION_NOT_FOUND");
        assertThat(get(ann, "/not-an-id").status()).isEqualTo(404);
    }

    @Test
    void anEndedConversationTakesNoMoreMessages() {
        UUID id = service.conversation(ann, bob);
        String end = "/api/v1/conversations/" + id + "/end";
        assertThat(service.call("POST", end, ann, null).status()).isEqualTo(204);
        assertThat(service.call("POST", end, bob, null).status()).isEqualTo(204);
        Answer late = send(bob, id, "m", "wait");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("CONVERSATION_ENDED");
        assertThat(get(ann, "/" + id).body().path("state").asString()).isEqualTo("ended");
    }

    @Test
    void readPositionsMoveForwardOnlyAndNotBeyondTheLastMessage() {
        UUID id = service.conversation(ann, bob);
        for (int i = 0; i < 3; i++) {
            send(ann, id, "m" + i, "text");
        }
        String read = "/api/v1/conversations/" + id + "/read";
        try (Socket a = service.socket(ann)) {
            assertThat(service.call("POST", read, bob, "{\"seq\": 2}").status()).isEqualTo(204);
            assertThat(a.await("receipt").path("seq").asInt()).isEqualTo(2);
            service.call("POST", read, bob, "{\"seq\": 1}");
            assertThat(get(bob, "/" + id).body().path("readSeq").asInt()).isEqualTo(2);
            service.call("POST", read, bob, "{\"seq\": 99}");
            assertThat(a.await("receipt").path("seq").asInt()).isEqualTo(3);
            assertThat(get(bob, "/" + id).body().path("unread").asInt()).isZero();
        }
        assertThat(service.call("POST", read, bob, "{\"seq\": -1}").code()).isEqualTo("VALIDATION_FAILED");
    }

    @Test
    void pagesOfAListShowEveryConversationOnce() {
        List<String> opened = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            opened.add(0, service.conversation(ann, service.person("p" + i)).toString());
        }
        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get(ann, "?limit=3" + cursor).body();
            page.path("items").forEach(item -> listed.add(item.path("id").asString()));
            cursor = page.path("nextCursor").isNull()
                    ? null
                    : "&cursor=" + page.path("nextCursor").asString();
        } while (cursor != null);
        assertThat(listed).isEqualTo(opened);
        assertThat(get(ann, "?cursor=nonsense").code()).isEqualTo("INVALID_CURSOR");
        assertThat(get(ann, "?state=odd").code()).isEqualTo("VALIDATION_FAILED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"clientMessageId\": \"m\"}|400|VALIDATION_FAILED",
                "{\"clientMessageId\": \"m\", \"body\": \"  \"}|400|VALIDATION_FAILED",
                "{\"clientMessageId\": \"\", \"body\": \"x\"}|400|VALIDATION_FAILED",
                "{\"clientMessageId\": 5, \"body\": \"x\"}|400|VALIDATION_FAILED",
                "{\"clientMessageId\": \"m\", \"body\": \"a\\u0000b\"}|400|MALFORMED_REQUEST",
                "{\"clientMessageId\": \"m\", \"body\": \"\\ud800\"}|400|MALFORMED_REQUEST",
                "{\"clientMessageId\": |400|MALFORMED_REQUEST",
                "[]|400|MALFORMED_REQUEST",
            })
    void badInputIsTheClientsFault(String body, int status, String code) {
        UUID id = service.conversation(ann, bob);
        Answer answer = service.call("POST", "/api/v1/conversations/" + id + "/messages", ann, body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void aMessageHasFourThousandCharactersAtMostWhateverTheirSize() {
        UUID id = service.conversation(ann, bob);
        assertThat(send(ann, id, "long", "\uD83D\uDE00".repeat(4000)).status()).isEqualTo(201);
        Answer longer = send(ann, id, "longer", "a".repeat(4001));
        assertThat(longer.status()).isEqualTo(422);
        assertThat(longer.code()).isEqualTo("MESSAGE_TOO_LONG");
    }

    @Test
    void moreThanTwentyMessagesASecondAreTooMany() {
        UUID id = service.conversation(ann, bob);
        Answer answer = null;
        for (int i = 0; i < 200 && (answer == null || answer.status() == 201); i++) {
            answer = send(ann, id, "m" + i, "text");
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("RATE_LIMITED");
        assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aBlockEndsTheConversationAndANameFollowsItsOwner() {
        UUID id = service.conversation(ann, bob);
        UserEvents events = service.bean(UserEvents.class);
        events.handle(event("profile.changed", Map.of("userId", bob.id(), "displayName", "Robert", "version", 2)))
                .block(Duration.ofSeconds(5));
        events.handle(event("profile.changed", Map.of("userId", bob.id(), "displayName", "old", "version", 1)))
                .block(Duration.ofSeconds(5));
        assertThat(get(ann, "/" + id).body().path("participants").toString()).contains("Robert");

        try (Socket a = service.socket(ann)) {
            events.handle(event("block.created", Map.of("blockerId", ann.id(), "blockedId", bob.id())))
                    .block(Duration.ofSeconds(5));
            assertThat(a.await("conversation.ended").path("reason").asString()).isEqualTo("blocked");
        }
        assertThat(get(bob, "/" + id).body().path("state").asString()).isEqualTo("ended");
    }

    private static Event event(String topic, Map<String, ?> payload) {
        return new Event(1, Ids.next(), topic, "key", Instant.now(), Instance.JSON.valueToTree(payload));
    }

    @Test
    void anEndThatOnlyTheLogKnowsOfIsFound() {
        UUID id = service.conversation(ann, bob);
        HISTORY.appendUnheard(Operation.end(id, ann.id(), "left"));
        Members members = service.bean(Members.class);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Boolean.FALSE.equals(
                        members.openOf(Set.of(ann.id())).hasElements().block(Duration.ofSeconds(5))));
    }

    @Test
    void onlyTheServiceThatMatchesMayOpenConversations() {
        assertThat(service.call("PUT", "/internal/conversations/" + Ids.next(), ann, "{}")
                        .status())
                .isIn(401, 403);
    }
}
