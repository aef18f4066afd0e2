package io.realtimeconnect.communication.socket;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static io.realtimeconnect.communication.Socket.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import io.realtimeconnect.communication.log.Operation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

class SocketBoundsTest {

    private static Instance service;

    private Person ann;
    private Person bob;

    @BeforeAll
    static void start() {
        HISTORY.reset();
        service = new Instance(
                "rtc.communication.socket.auth-timeout=1s",
                "rtc.communication.socket.per-user=3",
                "rtc.communication.socket.heartbeat=1s",
                "rtc.communication.socket.idle=7s",
                "rtc.communication.socket.stall=2s",
                "perf.rate-limit.policies.message.enabled=false");
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
    }

    @Test
    void withoutASessionThereIsAWhileForOne() {
        try (Socket silent = service.connect(null);
                Socket late = service.connect(null)) {
            assertThat(late.send(Map.of("type", "message.send", "ref", 1))
                            .await("error")
                            .path("code")
                            .asString())
                    .isEqualTo("UNAUTHENTICATED");
            late.send(Map.of("type", "auth", "token", ann.token()));
            JsonNode ready = late.await("ready");
            assertThat(ready.path("userId").asString()).isEqualTo(ann.id().toString());
            assertThat(ready.path("heartbeatSeconds").asInt()).isEqualTo(1);
            assertThat(ready.path("connectionId").asString()).isNotEmpty();
            assertThat(silent.awaitClose()).isEqualTo(4401);
            late.send(Map.of("type", "ping", "ref", "x"));
            assertThat(late.await("pong").path("ref").asString()).isEqualTo("x");
        }
    }

    @Test
    void anInvalidSessionIsUpgradedAndClosed() {
        String unknown = "v1." + "A".repeat(64);
        assertThat(service.connect(unknown).awaitClose()).isEqualTo(4401);
        assertThat(service.connect("nonsense").awaitClose()).isEqualTo(4401);
        assertThat(service.connect(null)
                        .send(Map.of("type", "auth", "token", unknown))
                        .awaitClose())
                .isEqualTo(4401);
    }

    @Test
    void aForeignPageWithTheUsersCookieIsRejected() {
        URI uri = URI.create("ws://127.0.0.1:" + service.port() + "/ws");
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .header("Cookie", "SESSION=" + ann.token())
                        .header("Origin", "https://evil.example")
                        .buildAsync(uri, new Socket())
                        .join())
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .cause()
                .satisfies(e -> assertThat(
                                ((WebSocketHandshakeException) e).getResponse().statusCode())
                        .isEqualTo(403));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|MALFORMED_REQUEST",
                "[]|MALFORMED_REQUEST",
                "5|MALFORMED_REQUEST",
                "{}|MALFORMED_REQUEST",
                "{\"type\": 5}|MALFORMED_REQUEST",
                "{\"type\": \"\"}|MALFORMED_REQUEST",
                "{\"type\": \"ping\", \"ref\": {}}|MALFORMED_REQUEST",
                "{\"type\": \"ping\", \"ref\": \"\\ud800\"}|MALFORMED_REQUEST",
                "{\"type\": \"ping\"} {}|MALFORMED_REQUEST",
                "{\"type\": \"nonsense\"}|UNKNOWN_FRAME",
                "{\"type\": \"message.send\"}|VALIDATION_FAILED",
                "{\"type\": \"message.send\", \"conversationId\": \"x\", \"clientMessageId\": \"m\", \"body\": \"b\"}|CONVERSATION_NOT_FOUND",
                "{\"type\": \"resume\"}|VALIDATION_FAILED",
                "{\"type\": \"resume\", \"conversations\": [5]}|VALIDATION_FAILED",
                "{\"type\": \"resume\", \"conversations\": [{\"id\": \"x\", \"afterRev\": -1}]}|VALIDATION_FAILED",
                "{\"type\": \"message.read\", \"conversationId\": \"x\", \"seq\": 1}|CONVERSATION_NOT_FOUND",
                "{\"type\": \"typing\", \"conversationId\": 5, \"active\": true}|VALIDATION_FAILED",
                "{\"type\": \"presence.get\", \"userIds\": \"all\"}|VALIDATION_FAILED",
                "{\"type\": \"auth\", \"connectionId\": \"\"}|VALIDATION_FAILED",
                "{\"type\": \"auth\", \"token\": \"other\"}|ALREADY_AUTHENTICATED",
            })
    void aFrameThatIsNotUnderstoodIsAnsweredAndTheConnectionStays(String frame, String code) {
        try (Socket socket = service.socket(ann)) {
            assertThat(socket.raw(frame).await("error").path("code").asString()).isEqualTo(code);
            socket.send(Map.of("type", "ping")).await("pong");
        }
    }

    @Test
    void tooMuchTypingIsDroppedWithoutAWord() {
        UUID conversation = service.conversation(ann, bob);
        try (Socket a = service.socket(ann);
                Socket b = service.socket(bob)) {
            for (int i = 0; i < 200; i++) {
                a.send(Map.of("type", "typing", "conversationId", conversation, "active", true));
            }
            a.send(Map.of("type", "typing", "conversationId", conversation, "active", false));
            a.send(Map.of("type", "ping")).await("pong");
            b.await(frame -> frame.path("type").asString("").equals("typing")
                    && !frame.path("active").asBoolean());
            assertThat(b.frames("typing")).hasSizeBetween(11, 40);
            assertThat(a.frames("error")).isEmpty();
        }
    }

    @Test
    void largeDeepAndBinaryFramesAreAnsweredToo() {
        UUID conversation = service.conversation(ann, bob);
        try (Socket socket = service.socket(ann)) {
            socket.raw("{\"type\": \"" + "x".repeat(100_000) + "\"}");
            assertThat(socket.await("error").path("code").asString()).isEqualTo("PAYLOAD_TOO_LARGE");
            socket.raw("{\"type\": \"ping\", \"deep\": " + "[".repeat(5000) + "]".repeat(5000) + "}");
            assertThat(socket.await("error").path("code").asString()).isEqualTo("MALFORMED_REQUEST");
            socket.binary(new byte[] {1, 2, 3});
            assertThat(socket.await("error").path("code").asString()).isEqualTo("MALFORMED_REQUEST");
            socket.send(message(conversation, "nul", "a\0b"));
            JsonNode nul = socket.await("error");
            assertThat(nul.path("code").asString()).isEqualTo("VALIDATION_FAILED");
            assertThat(nul.path("ref").asString()).isEqualTo("nul");
            socket.send(message(conversation, "long", "a".repeat(4001)));
            assertThat(socket.await("error").path("code").asString()).isEqualTo("MESSAGE_TOO_LONG");
            socket.raw("{\"type\": \"message.send\", \"ref\": \"s\", \"conversationId\": \"" + conversation
                    + "\", \"clientMessageId\": \"s\", \"body\": \"\\ud800\"}");
            assertThat(socket.await("error").path("code").asString()).isEqualTo("VALIDATION_FAILED");
            socket.send(message(conversation, "fine", "still here"));
            socket.await("message.ack");
        }
        assertThat(service.connect(ann.token()).raw("x".repeat(300_000)).awaitClose())
                .as("the frame, or the reset that can overtake it")
                .isIn(1009, 1006);
    }

    @Test
    void aFrameThatGrowsTooLargePieceByPieceIsWorthALineAtMost() {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(said);
        try (Socket socket = service.socket(ann)) {
            try {
                for (int i = 0; i < 64; i++) {
                    socket.fragment("x".repeat(16 * 1024), false);
                }
            } catch (CompletionException e) {
                assertThat(e).as("it was closed while it sent").hasRootCauseInstanceOf(IOException.class);
            }
            assertThat(socket.awaitClose()).isIn(1009, 1006);
            await().until(() -> service.bean(Connections.class).of(ann.id()).isEmpty());
            assertThat(List.copyOf(said.list))
                    .noneMatch(line -> line.getThrowableProxy() != null)
                    .noneMatch(line -> line.getLoggerName().contains("ServerTransport"));
        } finally {
            root.detachAppender(said);
        }
    }

    @Test
    void aFourthConnectionOfAUserIsTooMany() {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sockets.add(service.socket(ann));
        }
        assertThat(service.connect(ann.token()).awaitClose()).isEqualTo(4429);
        sockets.forEach(socket -> socket.send(Map.of("type", "ping")).await("pong"));
        sockets.forEach(Socket::close);
    }

    @Test
    void whoDoesNotReadIsClosedAndCatchesUpLater() {
        UUID conversation = service.conversation(ann, bob);
        int sent = 0;
        try (Socket slow = service.socket(bob);
                Socket a = service.socket(ann)) {
            slow.pause();
            String text = "long text ".repeat(390);
            Wire wire = service.bean(Connections.class)
                    .of(bob.id())
                    .iterator()
                    .next()
                    .wire();
            while (!wire.isClosing() && sent < 6_000) {
                a.send(message(conversation, "m" + sent++, text));
                int all = sent;
                if (sent % 50 == 0) {
                    slow.send(Map.of("type", "ping")); // it does not read, but it is there
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> a.frames("message.ack").size() == all);
                }
            }
            assertThat(wire.isClosing()).isTrue();
            int all = sent;
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> a.frames("message.ack").size() == all);
            slow.goOn();
            assertThat(slow.awaitClose()).isEqualTo(4429);
        }
        int last = sent;
        try (Socket b = service.socket(bob)) {
            b.send(Map.of(
                    "type", "resume", "ref", "r", "conversations", List.of(Map.of("id", conversation, "afterRev", 0))));
            b.await("resumed");
            List<JsonNode> told = b.frames("message.new");
            assertThat(told).hasSize(last);
            for (int i = 0; i < told.size(); i++) {
                assertThat(told.get(i).path("message").path("seq").asLong()).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void changesWaitForAResumeThatHasToComeBeforeThem() {
        UUID conversation = service.conversation(ann, bob);
        for (int i = 0; i < 3; i++) {
            HISTORY.appendUnheard(Operation.text(conversation, ann.id(), "m" + i, "before"));
        }
        try (Socket a = service.socket(ann);
                Socket b = service.socket(bob)) {
            a.send(message(conversation, "live", "live")).await("message.ack");
            b.send(Map.of(
                    "type", "resume", "ref", "r", "conversations", List.of(Map.of("id", conversation, "afterRev", 1))));
            b.await("resumed");
            assertThat(b.frames("message.new").stream()
                            .map(frame -> frame.path("message").path("rev").asInt()))
                    .containsExactly(2, 3, 4);
        }
    }

    @Test
    void changesWaitLongerForOneThatComesBack() {
        UUID conversation = service.conversation(ann, bob);
        HISTORY.appendUnheard(Operation.text(conversation, ann.id(), "m", "before"));
        try (Instance prompt = new Instance("rtc.communication.socket.hold=1ms");
                Socket b = prompt.connect(null);
                Socket a = prompt.socket(ann)) {
            b.send(Map.of("type", "auth", "token", bob.token(), "connectionId", "before"));
            b.await("ready");
            a.send(message(conversation, "live", "live")).await("message.ack");
            a.send(Map.of("type", "typing", "conversationId", conversation, "active", true));
            b.await("typing"); // the push of the message would have been before it
            b.send(resume(conversation, 0)).await("resumed");
            assertThat(revs(b)).containsExactly(1, 2);
        }
    }

    @Test
    void aResumeThatFailedMayBeTriedAgainBeforeChangesAreLive() {
        UUID conversation = service.conversation(ann, bob);
        HISTORY.appendUnheard(Operation.text(conversation, ann.id(), "m", "before"));
        try (Instance prompt = new Instance("rtc.communication.socket.hold=2s");
                Socket a = prompt.socket(ann);
                Socket b = prompt.socket(bob)) {
            b.send(Map.of("type", "resume", "ref", "r", "conversations", "none"))
                    .await("error");
            try (Socket later = prompt.socket(bob)) {
                a.send(message(conversation, "live", "live")).await("message.ack");
                later.await("message.new"); // its moment, which began after that of the other, is over
            }
            b.send(resume(conversation, 0)).await("resumed");
            assertThat(revs(b)).containsExactly(1, 2);
        }
    }

    @Test
    void anEmptyConversationIsLiveAtOnce() {
        UUID conversation = service.conversation(ann, bob);
        try (Instance patient = new Instance("rtc.communication.socket.hold=1m");
                Socket b = patient.socket(bob);
                Socket a = patient.socket(ann)) {
            a.send(message(conversation, "live", "live")).await("message.ack");
            b.await("message.new");
            b.send(resume(conversation, 0)).await("resumed");
            assertThat(revs(b)).containsExactly(1);
        }
    }

    private static Map<String, Object> resume(UUID conversation, long afterRev) {
        return Map.of(
                "type",
                "resume",
                "ref",
                "r",
                "conversations",
                List.of(Map.of("id", conversation, "afterRev", afterRev)));
    }

    private static List<Integer> revs(Socket socket) {
        return socket.frames("message.new").stream()
                .map(frame -> frame.path("message").path("rev").asInt())
                .toList();
    }

    @Test
    void withoutAResumeChangesAreLiveAfterAMoment() {
        UUID conversation = service.conversation(ann, bob);
        HISTORY.appendUnheard(Operation.text(conversation, ann.id(), "m", "before"));
        try (Socket b = service.socket(bob);
                Socket a = service.socket(ann)) {
            a.send(message(conversation, "live", "live")).await("message.ack");
            assertThat(b.await("message.new").path("message").path("rev").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void aNewConversationIsFoundEvenIfNobodySaysSo() {
        try (Socket a = service.socket(ann)) {
            UUID conversation;
            try (Instance other = new Instance()) {
                conversation = other.conversation(ann, bob);
            }
            assertThat(a.await("match").path("conversationId").asString()).isEqualTo(conversation.toString());
        }
    }

    @Test
    void shutdownSendsClientsElsewhere() {
        Instance leaving = new Instance();
        try (Socket a = leaving.socket(ann)) {
            leaving.close();
            assertThat(a.awaitClose()).isEqualTo(1001);
        }
    }
}
