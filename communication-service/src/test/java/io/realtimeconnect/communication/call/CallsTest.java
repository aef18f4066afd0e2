package io.realtimeconnect.communication.call;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

class CallsTest {

    private static final String[] FAST = {
        "rtc.communication.call.ring=5s",
        "rtc.communication.call.lease=3s",
        "rtc.communication.call.refresh=500ms",
        "rtc.communication.call.sweep=300ms",
        "rtc.communication.call.burst=30",
        "rtc.communication.call.frames-per-second=1",
        "rtc.communication.call.offers-per-minute=6000"
    };
    private static Instance one;
    private static Instance two;

    private Person ann;
    private Person bob;
    private UUID conversation;

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
        conversation = one.conversation(ann, bob);
    }

    private Map<String, Object> frame(String type, String callId, String member, Object value) {
        Map<String, Object> frame = new HashMap<>();
        frame.put("type", "call." + type);
        frame.put("ref", type);
        frame.put("conversationId", conversation);
        frame.put("callId", callId);
        if (member != null) {
            frame.put(member, value);
        }
        return frame;
    }

    private Map<String, Object> offer(String callId) {
        return frame("offer", callId, "sdp", "v=0 offer");
    }

    private Map<String, Object> answer(String callId) {
        return frame("answer", callId, "sdp", Map.of("type", "answer", "sdp", "v=0 answer"));
    }

    private void connected(Socket caller, Socket callee, String callId) {
        caller.send(offer(callId));
        callee.await("call.offer");
        callee.send(answer(callId));
        caller.await("call.answer");
    }

    private static void assertEnded(JsonNode frame, String callId, String reason) {
        assertThat(frame.path("callId").asString()).isEqualTo(callId);
        assertThat(frame.path("reason").asString()).isEqualTo(reason);
    }

    private static String code(Socket socket) {
        return socket.await("error").path("code").asString();
    }

    private static double counted(Instance service, String outcome) {
        return service.bean(MeterRegistry.class)
                .get("rtc.calls")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private List<JsonNode> events() {
        return one.bean(DatabaseClient.class)
                .sql("SELECT payload::text FROM outbox WHERE topic = 'call.ended' AND key = $1")
                .bind(0, conversation.toString())
                .map(row -> Instance.JSON.readTree(row.get(0, String.class)))
                .all()
                .collectList()
                .block(Duration.ofSeconds(10));
    }

    @Test
    void aCallFromInstanceToInstance() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            a.send(offer("c1"));
            JsonNode rings = b.await("call.offer");
            assertThat(rings.path("from").asString()).isEqualTo(ann.id().toString());
            assertThat(rings.path("sdp").asString()).isEqualTo("v=0 offer");
            assertThat(rings.path("conversationId").asString()).isEqualTo(conversation.toString());
            a.send(frame("candidate", "c1", "candidate", Map.of("candidate", "candidate:1", "sdpMLineIndex", 0)));
            assertThat(b.await("call.candidate")
                            .path("candidate")
                            .path("sdpMLineIndex")
                            .asInt(-1))
                    .isZero();

            b.send(answer("c1"));
            JsonNode answered = a.await("call.answer");
            assertThat(answered.path("from").asString()).isEqualTo(bob.id().toString());
            assertThat(answered.path("sdp").path("sdp").asString()).isEqualTo("v=0 answer");
            b.send(frame("candidate", "c1", "candidate", null));
            assertThat(a.await("call.candidate").path("candidate").isNull()).isTrue();

            b.send(frame("hangup", "c1", "reason", "bye"));
            assertThat(a.await("call.hangup").path("reason").asString()).isEqualTo("bye");
            JsonNode ended = a.await("call.ended");
            assertEnded(ended, "c1", "bye");
            assertThat(ended.path("durationMs").asLong(-1)).isNotNegative();
            assertEnded(b.await("call.ended"), "c1", "bye");

            JsonNode event = events().get(0);
            assertThat(event.path("callerId").asString()).isEqualTo(ann.id().toString());
            assertThat(event.path("calleeId").asString()).isEqualTo(bob.id().toString());
            assertThat(event.path("durationMs").asLong())
                    .isEqualTo(ended.path("durationMs").asLong());
            assertThat(event.path("reason").asString()).isEqualTo("hangup");
            assertThat(event.path("startedAt").asString()).isNotEmpty();
            a.send(offer("c1"));
            assertThat(code(a)).isEqualTo("CALL_ENDED");
        }
    }

    @Test
    void whenBothOfferAtOnceOneRings() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            for (int i = 0; i < 10; i++) {
                String annsCall = "ann" + i;
                String bobsCall = "bob" + i;
                CompletableFuture.allOf(
                                CompletableFuture.runAsync(() -> a.send(offer(annsCall))),
                                CompletableFuture.runAsync(() -> b.send(offer(bobsCall))))
                        .join();
                int calls = i + 1;
                await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                    assertThat(a.frames("call.offer").size()
                                    + b.frames("call.offer").size())
                            .isEqualTo(calls);
                    assertThat(a.frames("error").size() + b.frames("error").size())
                            .isEqualTo(calls);
                });
                boolean annsRings = b.frames("call.offer").stream()
                        .anyMatch(frame -> frame.path("callId").asString().equals(annsCall));
                (annsRings ? a : b).send(frame("hangup", annsRings ? annsCall : bobsCall, null, null));
                assertEnded(a.await("call.ended"), annsRings ? annsCall : bobsCall, "cancelled");
                b.await("call.ended");
            }
            assertThat(a.frames("error"))
                    .allSatisfy(e -> assertThat(e.path("code").asString()).isEqualTo("CALL_BUSY"));
            assertThat(events()).hasSize(10);
        }
    }

    @Test
    void oneOfTwoDevicesAnswersAndTheOtherStopsRinging() {
        try (Socket a = one.socket(ann);
                Socket b1 = two.socket(bob);
                Socket b2 = one.socket(bob)) {
            a.send(offer("d"));
            b1.await("call.offer");
            b2.await("call.offer");
            b1.send(answer("d"));
            a.await("call.answer");
            assertThat(b2.await("call.answered").path("callId").asString()).isEqualTo("d");
            b2.send(answer("d"));
            assertThat(code(b2)).isEqualTo("CALL_TAKEN");
            assertThat(b1.frames("call.answered")).isEmpty();
            a.send(frame("candidate", "d", "candidate", "x"));
            b1.await("call.candidate");
            assertThat(b2.frames("call.candidate")).isEmpty();
            b2.close();
            a.send(frame("candidate", "d", "candidate", "y"));
            b1.await("call.candidate");
            b1.close();
            assertEnded(a.await("call.ended"), "d", "disconnected");
        }
    }

    @Test
    void aSideThatClosesItsSocketEndsTheCall() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            connected(a, b, "v");
            a.close();
            assertEnded(b.await("call.ended"), "v", "disconnected");
            assertThat(counted(one, "disconnected")).isPositive();
        }
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            a.send(offer("w"));
            b.await("call.offer");
            a.close();
            assertEnded(b.await("call.ended"), "w", "disconnected");
        }
    }

    @Test
    void anInstanceThatFallsSilentEndsItsCalls() {
        Instance three = new Instance(FAST);
        try (Socket a = three.socket(ann);
                Socket b = two.socket(bob)) {
            connected(a, b, "k");
            // the process stands still: it renews nothing, sweeps nothing, hears of no socket that closes
            three.bean(Speakers.class).remove(new Key(conversation, "k"));
            three.rhythm("callLeaseRhythm").stop();
            three.rhythm("callSweepRhythm").stop();
            assertEnded(b.await("call.ended"), "k", "disconnected");
            assertThat(events()).hasSize(1);
        } finally {
            three.close();
        }
    }

    @Test
    void longCallsLastAsLongAsTheirSocketsAreThere() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            connected(a, b, "l");
            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> b.frames("call.ended").isEmpty());
            UUID silent = one.conversation(one.person("eve"), one.person("zoe"));
            assertThat(one.bean(CallLiveliness.class)
                            .alive(List.of(conversation, silent))
                            .block(Duration.ofSeconds(5)))
                    .containsExactly(conversation);
            a.send(frame("hangup", "l", null, null));
            JsonNode ended = b.await("call.ended");
            assertEnded(ended, "l", "hangup");
            assertThat(ended.path("durationMs").asLong()).isBetween(5_000L, 60_000L);
        }
    }

    @Test
    void anEndThatNobodyHeardOfIsToldAgainAndOnce() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            connected(a, b, "h");
            CallTable table = one.bean(CallTable.class);
            Call call = table.find(conversation, "h").block(Duration.ofSeconds(5));
            // as an instance would that dies before it tells anybody
            table.end(call.hangup(ann.id(), "lost", Instant.now()), CallState.ACTIVE)
                    .block(Duration.ofSeconds(5));
            assertEnded(a.await("call.ended"), "h", "hangup");
            assertEnded(b.await("call.ended"), "h", "hangup");
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> a.frames("call.ended").size() == 1);
        }
    }

    @Test
    void itDoesNotRingForEver() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            a.send(offer("t"));
            b.await("call.offer");
            assertEnded(a.await("call.ended"), "t", "timeout");
            assertEnded(b.await("call.ended"), "t", "timeout");
            assertThat(counted(one, "timeout") + counted(two, "timeout")).isPositive();
        }
    }

    @Test
    void theEndOfTheConversationEndsTheCall() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            connected(a, b, "e");
            two.call("POST", "/api/v1/conversations/" + conversation + "/end", bob, null);
            assertEnded(a.await("call.ended"), "e", "conversation_ended");
            a.send(offer("e2"));
            assertThat(code(a)).isEqualTo("CONVERSATION_ENDED");
            one.bean(CallDeparture.class).departed(bob.id()).block(Duration.ofSeconds(5));
            assertThat(one.bean(CallTable.class).find(conversation, "e").blockOptional(Duration.ofSeconds(5)))
                    .isEmpty();
        }
    }

    @Test
    void whoIsNotThereCannotBeCalled() {
        try (Socket a = one.socket(ann)) {
            a.send(offer("n"));
            assertThat(code(a)).isEqualTo("PARTNER_OFFLINE");
            assertThat(counted(one, "unreachable")).isPositive();
        }
    }

    @Test
    void outsidersCannotCall() {
        Person eve = one.person("eve");
        try (Socket e = one.socket(eve)) {
            e.send(offer("o"));
            assertThat(code(e)).isEqualTo("CONVERSATION_NOT_FOUND");
            e.send(frame("hangup", "o", null, null));
            assertThat(code(e)).isEqualTo("CONVERSATION_NOT_FOUND");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "offer|c|sdp|5|VALIDATION_FAILED",
                "offer|c|||VALIDATION_FAILED",
                "offer||sdp|'x'|VALIDATION_FAILED",
                "offer|has space|sdp|'x'|VALIDATION_FAILED",
                "answer|c|sdp|[]|VALIDATION_FAILED",
                "answer|unknown|sdp|'x'|CALL_NOT_FOUND",
                "candidate|c|candidate|7|VALIDATION_FAILED",
                "candidate|unknown|candidate|'x'|CALL_NOT_FOUND",
                "hangup|c|reason|{}|VALIDATION_FAILED",
                "hangup|unknown|||CALL_NOT_FOUND"
            })
    void whatIsNotUnderstoodIsAnError(String type, String callId, String member, String value, String code) {
        try (Socket a = one.socket(ann)) {
            Object json = value == null ? null : value.equals("x") ? "x" : Instance.JSON.readValue(value, Object.class);
            a.send(frame(type, callId == null ? "" : callId, member, json));
            assertThat(code(a)).isEqualTo(code);
            a.send(frame(type, "x".repeat(65), member, json));
            assertThat(code(a)).isEqualTo("VALIDATION_FAILED");
        }
    }

    @Test
    void descriptionsCandidatesAndTheirNumberAreBounded() {
        try (Socket a = one.socket(ann);
                Socket b = two.socket(bob)) {
            a.send(frame("offer", "s", "sdp", "x".repeat(33 * 1024)));
            assertThat(code(a)).isEqualTo("VALIDATION_FAILED");
            a.send(offer("s"));
            b.await("call.offer");
            a.send(frame("candidate", "s", "candidate", "x".repeat(5_000)));
            assertThat(code(a)).isEqualTo("VALIDATION_FAILED");
            for (int i = 0; i < 40; i++) {
                a.send(frame("candidate", "s", "candidate", "c" + i));
            }
            JsonNode error = a.await("error");
            assertThat(error.path("code").asString()).isEqualTo("RATE_LIMITED");
            assertThat(error.path("retryAfterMs").asLong()).isPositive();
            assertThat(b.frames("call.candidate").size()).isLessThanOrEqualTo(32);
            a.send(frame("hangup", "s", null, null));
            b.await("call.ended");
        }
    }
}
