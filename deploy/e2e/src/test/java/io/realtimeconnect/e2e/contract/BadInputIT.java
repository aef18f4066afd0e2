package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.SuiteUnderTest;
import io.realtimeconnect.e2e.WithSuite;
import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Api;
import io.realtimeconnect.e2e.contract.Row.Who;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is thrown at a call that takes a body, the answer is a 4xx problem with a code. */
@WithSuite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

    /** These read no body, or (voice notes) no JSON. */
    private static final Set<String> BODILESS = Set.of(
            "POST /api/v1/auth/logout",
            "POST /api/v1/auth/logout-all",
            "PUT /api/v1/users/me/blocks/{userId}",
            "POST /api/v1/conversations/{id}/voice-notes",
            "POST /api/v1/conversations/{id}/end",
            "POST /api/v1/history/export",
            "POST /api/v1/moderation/reports/{id}/claim",
            "POST /api/v1/performance/reset",
            "POST /api/v1/performance/cache/clear",
            "POST /api/v1/performance/cache/cleanup",
            "POST /api/v1/performance/{service}/reset",
            "POST /api/v1/performance/{service}/cache/clear",
            "POST /api/v1/performance/{service}/cache/cleanup",
            "POST /api/v1/admin/jobs/{name}/run",
            "POST /api/v1/admin/jobs/cleanup");

    private static final String WRONG = """
            {"username": {}, "email": [1], "password": {}, "login": [], "intent": "nobody-knows", "displayName": {},
             "clientMessageId": {}, "body": {}, "seq": "x", "current": {}, "new": [], "interests": "x", "roles": "x",
             "events": {}, "type": {}, "text": {}, "targetUserId": 1, "reason": {}, "decision": [], "userId": {},
             "kind": "nobody-knows", "actionId": {}, "expression": {}, "pattern": {}, "operation": {}, "durationMs": "x",
             "task": "nobody-knows", "limit": {}, "upload": "x", "query": {}}""";

    private static final String NUL = """
            {"username": "a\\u0000bc", "email": "a\\u0000@example.org", "password": "12345678\\u0000", "login": "a\\u0000",
             "intent": "casual\\u0000", "displayName": "a\\u0000", "clientMessageId": "a\\u0000", "body": "a\\u0000",
             "seq": "\\u0000", "current": "\\u0000", "new": "12345678\\u0000", "roles": ["\\u0000"], "type": "a\\u0000",
             "text": "a\\u0000", "reason": "a\\u0000", "decision": "a\\u0000", "kind": "a\\u0000",
             "expression": "a\\u0000", "category": "a\\u0000", "severity": "low", "pattern": "a\\u0000",
             "operation": "a\\u0000", "durationMs": "\\u0000", "task": "\\u0000", "limit": "\\u0000", "query": "\\u0000"}""";

    private final SuiteUnderTest suite;
    private Stage stage;
    private Api user;

    BadInputIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    @BeforeAll
    void peopleOfEachRole() throws Exception {
        stage = new Stage(suite);
        user = stage.person().api();
    }

    static Stream<Row> callsWithBody() {
        return Row.all().stream()
                .filter(row -> Set.of("POST", "PUT", "PATCH").contains(row.method()))
                .filter(row -> !BODILESS.contains(row.toString()));
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void malformedJsonIsRefused(Row row) {
        for (String body : new String[] {"{", "[]", "\"\"", "{} {}", "{\"body\": }", "nul"}) {
            refused(row, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void wrongTypesAreRefused(Row row) {
        refused(row, WRONG.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void nulBytesAreRefused(Row row) {
        refused(row, NUL.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void brokenUtf8IsRefused(Row row) {
        refused(row, new byte[] {'{', '"', 'b', 'o', 'd', 'y', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'});
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void anotherContentTypeIsRefused(Row row) {
        Answer answer = call(row, "<a/>".getBytes(StandardCharsets.UTF_8), "application/xml");

        assertThat(answer.status()).as(row + ": " + answer).isIn(404, 415);
        assertThat(answer.code()).matches("UNSUPPORTED_MEDIA_TYPE|([A-Z]+_)?NOT_FOUND");
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void aBodyTooLargeIsRefused(Row row) {
        byte[] large = ("{\"body\": \"" + "x".repeat(2_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);

        Answer answer = call(row, large, "application/json");

        assertThat(answer.status()).as(row + ": " + answer).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    private void refused(Row row, byte[] body) {
        Answer answer = call(row, body, "application/json");
        String sent = row + " with " + new String(body, StandardCharsets.UTF_8) + ": " + answer;

        assertThat(answer.status()).as(sent).isBetween(400, 499);
        assertThat(answer.code()).as(sent).matches("[A-Z][A-Z_]+");
        assertThat(answer.json().path("requestId").asString("")).as(sent).isNotEmpty();
        assertThat(answer.text()).doesNotContain("Exception", "\tat ");
    }

    private Answer call(Row row, byte[] body, String contentType) {
        return callerOf(row.who()).send(row.method(), row.example(), body, contentType, Map.of());
    }

    private Api callerOf(Who who) {
        return switch (who) {
            case ANYONE -> suite.api();
            case SESSION -> user;
            case MODERATOR -> stage.moderator().api();
            case ADMIN -> stage.admin().api();
        };
    }
}
