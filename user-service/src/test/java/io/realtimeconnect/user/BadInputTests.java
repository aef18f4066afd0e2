package io.realtimeconnect.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.user.Api.Person;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

/** Whatever comes in, the answer is a 4xx problem with a code, and nothing of the server shows. */
@UserServiceTest
class BadInputTests {

    private static final List<String> CALLS = List.of(
            "POST /api/v1/auth/register",
            "POST /api/v1/auth/login",
            "PATCH /api/v1/users/me",
            "PUT /api/v1/users/me/password",
            "PUT /api/v1/users/me/email",
            "DELETE /api/v1/users/me");

    @Autowired
    Api api;

    static Stream<Arguments> bodies() {
        List<Arguments> cases = new ArrayList<>();
        for (String call : CALLS) {
            for (String body : List.of(
                    "", "{", "[]", "\"\"", "1", "null", "{} {}", "{\"username\": }", "nul", "{'a':1}", "\u0000")) {
                cases.add(Arguments.of(call, body.getBytes(StandardCharsets.UTF_8), "application/json", 400));
            }
            cases.add(Arguments.of(call, bytes("""
                            {"username": {}, "email": [1], "password": {}, "login": [], "displayName": {}, "current": {}, "new": []}"""), "application/json", 400));
            cases.add(Arguments.of(call, bytes("""
                            {"username": 5, "email": true, "password": 12345678, "login": 5, "displayName": 5, "current": 5, "new": 5}"""), "application/json", 400));
            cases.add(Arguments.of(call, bytes("""
                            {"username": "abc", "email": "a@example.org", "login": "abc", "password": "1234567\\u0000",
                             "displayName": "\\u0000", "current": "12345678", "new": "1234567\\u0000"}"""), "application/json", 400));
            cases.add(Arguments.of(
                    call,
                    new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, '(', '"', '}'},
                    "application/json",
                    400));
            cases.add(Arguments.of(call, bytes("<a/>"), "application/xml", 415));
            cases.add(Arguments.of(call, bytes("a=b"), "application/x-www-form-urlencoded", 415));
            cases.add(Arguments.of(call, bytes("{}"), "text/plain", 415));
            cases.add(Arguments.of(
                    call, bytes("{\"password\": \"" + "x".repeat(200_000) + "\"}"), "application/json", 413));
            cases.add(Arguments.of(call, bytes("[".repeat(5_000)), "application/json", 400));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whatCannotBeReadIsRefused(String call, byte[] body, String contentType, int status) {
        String[] parts = call.split(" ");
        var answer = api.call(
                HttpMethod.valueOf(parts[0]),
                parts[1],
                body,
                parts[1].contains("/auth/") ? null : somebody().token(),
                headers -> headers.set("Content-Type", contentType));

        problem(answer, status);
    }

    @Test
    void anUnpairedSurrogateIsNoText() {
        problem(api.post("/api/v1/auth/register", bytes("""
                                {"username": "abcdef", "email": "abcdef@example.org", "password": "12345678", "displayName": "\\ud800"}"""), null), 400);
        problem(
                api.call(
                        HttpMethod.PATCH,
                        "/api/v1/users/me",
                        bytes("{\"bio\": \"\\ud800\"}"),
                        somebody().token(),
                        h -> {}),
                400);
    }

    @ParameterizedTest
    @MethodSource("hostileReads")
    void hostileReadsAreRefused(String path, int status, @Nullable String code) {
        var answer = somebody().get(path);

        problem(answer, status);
        if (code != null) {
            assertThat(answer.code()).isEqualTo(code);
        }
    }

    static Stream<Arguments> hostileReads() {
        return Stream.of(
                Arguments.of("/api/v1/users/0", 404, "NOT_FOUND"),
                Arguments.of("/api/v1/users/%00", 404, null),
                Arguments.of("/api/v1/users/me/blocks?limit=x", 400, "VALIDATION_FAILED"),
                Arguments.of("/api/v1/users/me/blocks?limit=-1", 400, "VALIDATION_FAILED"),
                Arguments.of("/api/v1/users/me/blocks?cursor=x", 400, "INVALID_CURSOR"),
                Arguments.of("/api/v1/users/me/blocks?cursor=", 400, "INVALID_CURSOR"),
                Arguments.of("/api/v1/sessions?cursor=%F0%28", 400, null),
                Arguments.of("/api/v1/nothing", 404, "NOT_FOUND"));
    }

    @Test
    void aLimitAboveTheMaximumIsClamped() {
        somebody().get("/api/v1/users/me/blocks?limit=99999999999").is(200);
    }

    @Test
    void anotherMethodIsToldTheRightOnes() {
        var answer = api.call(HttpMethod.DELETE, "/api/v1/auth/login", null, null, headers -> {})
                .is(405, "METHOD_NOT_ALLOWED");

        assertThat(answer.headers().getAllow()).contains(HttpMethod.POST);
    }

    private Person somebody() {
        return api.signUp();
    }

    private static void problem(Api.Answer answer, int status) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.code()).as("%s", answer).matches("[A-Z][A-Z_]+");
        assertThat(answer.headers().getFirst("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("/requestId")).isEqualTo(answer.headers().getFirst("X-Request-Id"));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .doesNotContain("Exception", "io.realtimeconnect", "\tat ");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
