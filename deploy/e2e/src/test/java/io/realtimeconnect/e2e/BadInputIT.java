package io.realtimeconnect.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Api;
import io.realtimeconnect.e2e.client.Person;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is thrown at a call that takes a body, the answer is a 4xx problem with a code. */
@WithSuite
class BadInputIT {

    private static @Nullable Person somebody;

    private final SuiteUnderTest suite;

    BadInputIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    static Stream<String> callsWithBody() {
        return Stream.of(
                "POST /api/v1/auth/register",
                "POST /api/v1/auth/login",
                "POST /api/v1/queue",
                "PATCH /api/v1/users/me",
                "PUT /api/v1/users/me/password",
                "POST /api/v1/conversations/{uuid}/messages",
                "POST /api/v1/conversations/{uuid}/read",
                "PATCH /api/v1/conversations/{uuid}/messages/{uuid}");
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void malformedJsonIsRefused(String call) {
        for (String body : new String[] {"{", "[]", "\"\"", "{} {}", "{\"body\": }", "nul"}) {
            refused(call, body.getBytes(StandardCharsets.UTF_8), "application/json");
        }
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void wrongTypesAreRefused(String call) {
        String wrong = """
                {"username": {}, "email": [1], "password": {}, "login": [], "intent": "nobody-knows", "displayName": {},
                 "clientMessageId": {}, "body": {}, "seq": "x", "current": {}, "new": [], "interests": "x"}""";
        refused(call, wrong.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void nulBytesAreRefused(String call) {
        String nul = """
                {"username": "a\\u0000bc", "email": "a\\u0000@example.org", "password": "12345678\\u0000", "login": "a\\u0000",
                 "intent": "casual\\u0000", "displayName": "a\\u0000", "clientMessageId": "a\\u0000", "body": "a\\u0000",
                 "seq": "\\u0000", "current": "\\u0000", "new": "12345678\\u0000"}""";
        refused(call, nul.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void brokenUtf8IsRefused(String call) {
        refused(
                call,
                new byte[] {'{', '"', 'b', 'o', 'd', 'y', '"', ':', '"', (byte) 0xc3, (byte) 0x28, '"', '}'},
                "application/json");
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void anotherContentTypeIsRefused(String call) {
        Answer answer = call(call, "<a/>".getBytes(StandardCharsets.UTF_8), "application/xml");

        assertThat(answer.status()).as(call + " " + answer).isIn(404, 415);
        assertThat(answer.code()).isIn("UNSUPPORTED_MEDIA_TYPE", "CONVERSATION_NOT_FOUND", "NOT_FOUND");
    }

    @ParameterizedTest
    @MethodSource("callsWithBody")
    void aBodyTooLargeIsRefused(String call) {
        byte[] large = ("{\"body\": \"" + "x".repeat(2_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);

        Answer answer = call(call, large, "application/json");

        assertThat(answer.status()).as(call + " " + answer).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    private void refused(String call, byte[] body, String contentType) {
        Answer answer = call(call, body, contentType);
        String sent = call + " with " + new String(body, StandardCharsets.UTF_8) + ": " + answer;

        assertThat(answer.status()).as(sent).isBetween(400, 499);
        assertThat(answer.code()).as(sent).matches("[A-Z][A-Z_]+");
        assertThat(answer.json().path("requestId").asString("")).as(sent).isNotEmpty();
        assertThat(answer.text()).doesNotContain("Exception", "\tat ");
    }

    private Answer call(String call, byte[] body, String contentType) {
        String[] parts = call.split(" ");
        String path = parts[1].replace("{uuid}", "01890000-0000-7000-8000-000000000000");
        return api().send(parts[0], path, body, contentType, Map.of());
    }

    private Api api() {
        Person person = somebody;
        if (person == null) {
            person = Person.signUp(suite.gateway());
            somebody = person;
        }
        return person.api();
    }
}
