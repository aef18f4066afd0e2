package io.realtimeconnect.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.client.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * An instance dies under running calls: who was on it notices the broken socket, the other side is told, what touched only the other
 * instance goes on, and everybody can call again.
 */
@WithSuite
class CallSurvivalIT {

    /** A side's lease of 15 s, a sweep each 2 s, and a loaded machine. */
    private static final Duration TOLD = Duration.ofSeconds(45);

    private static final Duration BACK = Duration.ofSeconds(90);
    private static final int PAIRS = 4;

    private final SuiteUnderTest suite;

    CallSurvivalIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    @Test
    void bothSidesLearnTheTruthAndCanCallAgain() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        try {
            for (int i = 0; i < PAIRS; i++) {
                pairs.add(new Pair(suite));
            }
            pairs.forEach(Pair::call);
            long pid = suite.pid("communication-service", 1);

            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();

            await().atMost(TOLD).until(() -> pairs.stream().anyMatch(Pair::lostSomebody));
            for (Pair pair : pairs) {
                if (pair.lostSomebody()) {
                    pair.whoStayedIsTold();
                    pair.comeBack();
                } else {
                    pair.hangUp();
                }
                pair.callAgain();
                pair.hangUp();
            }
            await().atMost(BACK).until(() -> back(pid));
        } finally {
            pairs.forEach(Pair::close);
        }
    }

    private boolean back(long killed) throws Exception {
        for (JsonNode service : suite.status().path("services")) {
            if (service.path("name").asString().equals("communication-service")
                    && service.path("instance").asInt() == 1) {
                return service.path("pid").asLong() != killed
                        && service.path("state").asString("").equals("running");
            }
        }
        return false;
    }

    /** Two people in one conversation, a socket each. */
    private static final class Pair {

        private final Person caller;
        private final Person callee;
        private final String conversation;
        private Socket callers;
        private Socket callees;
        private String call = "";

        Pair(SuiteUnderTest suite) throws Exception {
            caller = Person.signUp(suite.gateway());
            callee = Person.signUp(suite.gateway());
            conversation = Person.meet(caller, callee);
            callers = connected(caller);
            callees = connected(callee);
        }

        private static Socket connected(Person person) {
            Socket socket = Socket.connect(person.api());
            socket.await("ready");
            return socket;
        }

        void call() {
            call = UUID.randomUUID().toString();
            callers.send(frame("call.offer", "sdp", "v=0 offer"));
            callees.await("call.offer", this::ours);
            answered();
        }

        private void answered() {
            callees.send(frame("call.answer", "sdp", "v=0 answer"));
            callers.await("call.answer", this::ours);
        }

        boolean lostSomebody() {
            return !callers.isOpen() || !callees.isOpen();
        }

        void whoStayedIsTold() {
            for (Socket socket : List.of(callers, callees)) {
                await().atMost(TOLD).until(() -> !socket.isOpen() || hasEnded(socket));
            }
        }

        /** As a page does: again and again until it is let in. */
        void comeBack() {
            callers = callers.isOpen() ? callers : again(caller);
            callees = callees.isOpen() ? callees : again(callee);
        }

        private static Socket again(Person person) {
            return await().atMost(TOLD).ignoreExceptions().until(() -> connected(person), Socket::isOpen);
        }

        /** Refused with CALL_BUSY for as long as the dead side's lease counts. */
        void callAgain() {
            await().atMost(TOLD).pollInterval(Duration.ofSeconds(1)).until(() -> {
                call = UUID.randomUUID().toString();
                callers.send(frame("call.offer", "sdp", "v=0 offer"));
                await().atMost(TOLD)
                        .until(() -> heard(callees, "call.offer") || heard(callers, "error") || hasEnded(callers));
                return heard(callees, "call.offer");
            });
            answered();
        }

        void hangUp() {
            callers.send(frame("call.hangup", "reason", "hangup"));
            for (Socket socket : List.of(callers, callees)) {
                await().atMost(TOLD).until(() -> hasEnded(socket));
            }
        }

        void close() {
            callers.close();
            callees.close();
        }

        private boolean hasEnded(Socket socket) {
            return heard(socket, "call.ended");
        }

        private boolean heard(Socket socket, String type) {
            return socket.frames().stream()
                    .anyMatch(frame -> frame.path("type").asString("").equals(type) && ours(frame));
        }

        private boolean ours(JsonNode frame) {
            return frame.path("callId").asString("").equals(call)
                    || frame.path("ref").asString("").equals(call);
        }

        private Map<String, Object> frame(String type, String name, Object value) {
            return Map.of("type", type, "ref", call, "conversationId", conversation, "callId", call, name, value);
        }
    }
}
