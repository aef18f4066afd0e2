package io.realtimeconnect.communication.socket;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static io.realtimeconnect.communication.Socket.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.delivery.Lines;
import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.Message;
import io.realtimeconnect.communication.log.Operation;
import io.realtimeconnect.perf.session.Sessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TwoInstancesTest {

    private static final String[] FAST = {
        "perf.rate-limit.policies.message.enabled=false", "rtc.communication.socket.unanswered=1000"
    };
    private static Instance one;
    private static Instance two;

    private Person ann;
    private Person bob;

    @BeforeAll
    static void start() {
        HISTORY.reset();
        one = new Instance(FAST);
        two = new Instance(FAST);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    @BeforeEach
    void people() {
        HISTORY.reset();
        ann = one.person("ann");
        bob = one.person("bob");
    }

    private static List<Long> revsToldTo(Socket socket) {
        return socket.frames().stream()
                .filter(frame -> frame.path("type").asString("").startsWith("message.")
                        || frame.path("type").asString("").equals("conversation.ended"))
                .map(frame -> frame.has("rev")
                        ? frame.path("rev").asLong()
                        : frame.path("message").path("rev").asLong())
                .toList();
    }

    private static List<Long> upTo(long rev) {
        return LongStream.rangeClosed(1, rev).boxed().toList();
    }

    @Test
    void bothSidesAreToldEverythingInOneOrderWhileBothTalk() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob);
                Socket b2 = one.socket(bob)) {
            UUID conversation = one.conversation(ann, bob);
            a.await("match");
            b.await("match");
            b2.await("match");

            for (int i = 0; i < 100; i++) {
                a.send(message(conversation, "a" + i, "from ann " + i));
                b.send(message(conversation, "b" + i, "from bob " + i));
            }

            for (Socket socket : List.of(a, b, b2)) {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(revsToldTo(socket)).hasSize(200));
                assertThat(revsToldTo(socket)).isEqualTo(upTo(200));
            }
            assertThat(a.frames("message.ack")).hasSize(100);
            assertThat(b2.frames("message.ack")).isEmpty();
            assertThat(HISTORY.messages(conversation).stream().map(Message::seq))
                    .isEqualTo(upTo(200));
        }
    }

    @Test
    void lostDoubledAndLateHintsChangeNothing() {
        Random random = new Random(7);
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            UUID conversation = one.conversation(ann, bob);
            a.await("match");
            b.await("match");
            List<Change> late = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                var outcome = HISTORY.appendUnheard(Operation.text(conversation, ann.id(), "m" + i, "text " + i));
                Change change = Change.created(outcome.message());
                switch (random.nextInt(4)) {
                    case 0 -> {}
                    case 1 -> late.add(change);
                    case 2 -> {
                        tell(two, bob, conversation, change);
                        tell(two, bob, conversation, change);
                    }
                    default -> tell(two, bob, conversation, change);
                }
                if (!late.isEmpty() && random.nextInt(3) == 0) {
                    tell(two, bob, conversation, late.remove(random.nextInt(late.size())));
                }
            }
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(revsToldTo(b)).hasSize(120));
            assertThat(revsToldTo(b)).isEqualTo(upTo(120));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(revsToldTo(a)).isEqualTo(upTo(120)));
        }
    }

    private static void tell(Instance instance, Person person, UUID conversation, Change change) {
        instance.bean(Lines.class).of(person.id()).forEach(line -> line.hint(Hint.change(conversation, change)));
    }

    @Test
    void whoComesBackElsewhereIsToldWhatWasMissedAndThenGoesOn() {
        UUID conversation;
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            conversation = one.conversation(ann, bob);
            a.await("match");
            b.await("match");
            for (int i = 0; i < 5; i++) {
                a.send(message(conversation, "a" + i, "before " + i));
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> revsToldTo(b).size() == 5);
        }
        UUID first = HISTORY.messages(conversation).get(0).id();
        for (int i = 0; i < 250; i++) {
            HISTORY.appendUnheard(Operation.text(conversation, ann.id(), "while" + i, "while away " + i));
        }
        assertThat(one.call("PATCH", "/api/v1/conversations/" + conversation + "/messages/" + first, ann, """
                                {"body": "changed"}""")
                        .status())
                .isEqualTo(200);
        try (Socket b = one.socket(bob)) {
            HISTORY.appendUnheard(Operation.text(conversation, ann.id(), "live", "live"));
            b.send(Map.of(
                    "type",
                    "resume",
                    "ref",
                    7,
                    "conversations",
                    List.of(
                            Map.of("id", conversation, "afterRev", 5),
                            Map.of("id", UUID.randomUUID(), "afterRev", 3))));
            JsonNode resumed = b.await("resumed");
            assertThat(resumed.path("ref").asInt()).isEqualTo(7);
            assertThat(resumed.path("conversations").path(0).path("lastRev").asLong())
                    .isGreaterThanOrEqualTo(256);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(revsToldTo(b))
                            .isEqualTo(LongStream.rangeClosed(6, 257).boxed().toList()));
            assertThat(b.frames("message.updated"))
                    .singleElement()
                    .satisfies(frame -> assertThat(
                                    frame.path("message").path("body").asString())
                            .isEqualTo("changed"));
        }
    }

    @Test
    void aRevokedSessionClosesItsSocketsEverywhere() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(ann)) {
            one.bean(Sessions.class).revokeAll(ann.id(), null).block(Duration.ofSeconds(5));
            assertThat(a.awaitClose()).isEqualTo(4401);
            assertThat(b.awaitClose()).isEqualTo(4401);
        }
    }

    @Test
    void theSameConnectionElsewhereReplacesTheOldOne() {
        Map<String, Object> auth = Map.of("type", "auth", "token", ann.token(), "connectionId", "phone");
        try (Socket old = one.connect(null);
                Socket fresh = two.connect(null);
                Socket other = one.socket(ann)) {
            assertThat(old.send(auth).await("ready").path("connectionId").asString())
                    .isEqualTo("phone");
            fresh.send(auth).await("ready");
            assertThat(old.awaitClose()).isEqualTo(4409);
            other.send(Map.of("type", "ping")).await("pong");
            fresh.send(Map.of("type", "ping")).await("pong");
        }
    }

    @Test
    void partnersSeeOneAnotherComeAndGoAndStrangersSeeNobody() {
        Person eve = one.person("eve");
        try (Socket a = one.socket(ann);
                Socket e = two.socket(eve)) {
            UUID conversation = one.conversation(ann, bob);
            a.await("match");
            try (Socket b = two.socket(bob)) {
                assertThat(a.await("presence")
                                .path("users")
                                .path(0)
                                .path("state")
                                .asString())
                        .isEqualTo("online");
                Map<String, Object> question = Map.of("type", "presence.get", "ref", "p", "userIds", List.of(bob.id()));
                assertThat(a.send(question)
                                .await(frame -> frame.path("ref").asString("").equals("p"))
                                .path("users")
                                .path(0)
                                .path("state")
                                .asString())
                        .isEqualTo("online");
                assertThat(e.send(question)
                                .await("presence")
                                .path("users")
                                .path(0)
                                .path("state")
                                .asString())
                        .isEqualTo("offline");
                b.send(message(conversation, "b", "hi"));
                a.await("message.new");
            }
            JsonNode gone = a.await(frame -> frame.path("type").asString("").equals("presence")
                    && frame.path("users").path(0).path("state").asString("").equals("offline"));
            assertThat(gone.path("users").path(0).path("lastSeenAt").asString()).isNotEmpty();
        }
    }

    @Test
    void aLogThatIsDownCostsAnErrorAndNoMessage() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            UUID conversation = one.conversation(ann, bob);
            a.await("match");
            HISTORY.down = true;
            a.send(message(conversation, "m", "hello"));
            JsonNode error = a.await("error");
            assertThat(error.path("code").asString()).isEqualTo("UPSTREAM_UNAVAILABLE");
            assertThat(error.path("ref").asString()).isEqualTo("m");
            HISTORY.down = false;
            a.send(message(conversation, "m", "hello"));
            assertThat(a.await("message.ack").path("seq").asLong()).isEqualTo(1);
            b.await("message.new");
        }
    }

    @Test
    void anAnswerThatWasLostIsStillOneMessage() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            UUID conversation = one.conversation(ann, bob);
            a.await("match");
            HISTORY.lostAnswers.set(1);
            a.send(message(conversation, "m", "hello"));
            a.await("message.ack");
            b.await("message.new");
            a.send(message(conversation, "m", "hello"));
            assertThat(a.await("message.ack").path("seq").asLong()).isEqualTo(1);
            assertThat(HISTORY.messages(conversation)).hasSize(1);
            assertThat(b.frames("message.new")).hasSize(1);
        }
    }
}
