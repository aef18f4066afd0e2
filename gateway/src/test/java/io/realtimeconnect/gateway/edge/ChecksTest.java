package io.realtimeconnect.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.Caller.Answer;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** 404 and 405 come before 401, that before 403, that before 413. */
class ChecksTest extends GatewayTest {

    private static final String TOO_LARGE = "x".repeat(70_000);

    @Test
    void aListedCallReachesItsService() {
        Answer answer = caller(Role.USER).get("/api/v1/auth/me?x=%C3%A4&y=a+b");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("service").asString()).isEqualTo("user-service");
        assertThat(answer.json().path("uri").asString()).isEqualTo("/api/v1/auth/me?x=%C3%A4&y=a+b");
    }

    @Test
    void whatIsNotListedDoesNotExist() {
        for (String path : new String[] {
            "/api/v1/nothing", "/internal/events", "/actuator/prometheus", "/v3/api-docs", "/index.html"
        }) {
            problem(caller().get(path), 404, "NOT_FOUND");
            problem(caller().post(path, TOO_LARGE), 404, "NOT_FOUND");
        }
    }

    @Test
    void aSharedPathNamesTheMethodsOfAllItsServices() {
        String path = "/api/v1/conversations/" + UUID.randomUUID() + "/messages";
        Answer answer = caller().send("PUT", path, TOO_LARGE);
        problem(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(answer.header("Allow").replace(" ", "")).isEqualTo("GET,HEAD,OPTIONS,POST");
        Caller me = caller(Role.USER);
        assertThat(me.get(path).json().path("service").asString()).isEqualTo("history-service");
        assertThat(me.post(path, "{}").json().path("service").asString()).isEqualTo("communication-service");
        Answer options = caller().send("OPTIONS", path, null);
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Allow").replace(" ", "")).isEqualTo("GET,HEAD,OPTIONS,POST");
    }

    @Test
    void aMalformedIdIsMissingBeforeItIsForbidden() {
        problem(caller().get("/api/v1/users/7"), 404, "USER_NOT_FOUND");
        problem(caller(Role.USER).get("/api/v1/users/7"), 404, "USER_NOT_FOUND");
        problem(caller().send("DELETE", "/api/v1/sessions/7", null), 404, "SESSION_NOT_FOUND");
    }

    @Test
    void noCallTakesAwayAllRulesAtOnce() {
        Answer answer = caller(Role.ADMIN).send("DELETE", "/api/v1/moderation/rules", null);
        problem(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(answer.header("Allow").replace(" ", "")).isEqualTo("GET,HEAD,OPTIONS,PUT");
    }

    @Test
    void withoutASessionTheSizeDoesNotMatter() {
        problem(caller().post("/api/v1/queue", TOO_LARGE), 401, "UNAUTHENTICATED");
        problem(caller().token("v1.nonsense").post("/api/v1/queue", TOO_LARGE), 401, "UNAUTHENTICATED");
    }

    @Test
    void withoutTheRoleTheSizeDoesNotMatter() {
        problem(caller(Role.USER).post("/api/v1/moderation/check", TOO_LARGE), 403, "FORBIDDEN");
    }

    @Test
    void aBodyMayBeAsLargeAsItsRowSays() {
        Caller me = caller(Role.USER);
        problem(me.post("/api/v1/queue", TOO_LARGE), 413, "PAYLOAD_TOO_LARGE");
        assertThat(me.post("/api/v1/queue", "x".repeat(65_536))
                        .json()
                        .path("bytes")
                        .asInt())
                .isEqualTo(65_536);
        problem(caller().post("/api/v1/auth/login", "x".repeat(17_000)), 413, "PAYLOAD_TOO_LARGE");
        String notes = "/api/v1/conversations/" + UUID.randomUUID() + "/voice-notes";
        assertThat(me.post(notes, "x".repeat(5_500_000)).json().path("bytes").asInt())
                .isEqualTo(5_500_000);
        problem(me.post(notes, "x".repeat(7_000_000)), 413, "MEDIA_TOO_LARGE");
    }

    @Test
    void aBodyWithoutALengthIsCountedOnItsWay() {
        QUEUING.forget();
        var chunks = Flux.range(0, 70)
                .map(i -> Unpooled.wrappedBuffer("x".repeat(1_000).getBytes(StandardCharsets.US_ASCII)));
        int status = caller(Role.USER)
                .http()
                .post()
                .uri("/api/v1/queue")
                .send(chunks)
                .responseSingle((response, body) ->
                        body.asString().map(text -> response.status().code()))
                .block();
        assertThat(status).isEqualTo(413);
        assertThat(QUEUING.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/queue, 65536, PAYLOAD_TOO_LARGE",
        "/api/v1/conversations/01890000-0000-7000-8000-000000000000/voice-notes, 6291456, MEDIA_TOO_LARGE"
    })
    void whoSendsWithoutEndIsToldWhileItIsSending(String path, int most, String code) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nX-Auth-Token: "
                            + token(Role.USER) + "\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("8000\r\n" + "x".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent <= most; sent += 0x8000) {
                out.write(chunk);
            }
            out.flush();

            // no last chunk was sent, and none is waited for
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 413");
            String head = answer.readLine();
            while (!head.isEmpty()) {
                head = answer.readLine();
            }
            char[] body = new char[4_000];
            assertThat(new String(body, 0, answer.read(body))).contains("\"code\":\"" + code + "\"");
        }
    }

    @Test
    void twoSessionsAtOnceAreRefused() {
        Caller both = caller(Role.USER).with("Cookie", "SESSION=" + token(Role.USER));
        problem(both.get("/api/v1/auth/me"), 400, "AMBIGUOUS_SESSION");
        String token = token(Role.USER);
        assertThat(caller().token(token)
                        .with("Cookie", "SESSION=" + token)
                        .get("/api/v1/auth/me")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aForeignPageMayNotWriteWithACookie() {
        Caller page = caller().with("Cookie", "SESSION=" + token(Role.USER)).with("Origin", "https://evil.example");
        problem(page.post("/api/v1/queue", "{}"), 403, "CSRF_REJECTED");
        assertThat(page.get("/api/v1/auth/me").status()).isEqualTo(200);
        problem(caller().with("Origin", "https://evil.example").post("/api/v1/auth/login", "{}"), 403, "CSRF_REJECTED");
        problem(
                caller().with("Sec-Fetch-Site", "cross-site").post("/api/v1/auth/register", "{}"),
                403,
                "CSRF_REJECTED");
        assertThat(caller().with("Cookie", "SESSION=" + token(Role.USER))
                        .with("Origin", "http://127.0.0.1:" + port)
                        .post("/api/v1/queue", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(caller(Role.USER)
                        .with("Origin", "https://evil.example")
                        .post("/api/v1/queue", "{}")
                        .status())
                .isEqualTo(200);
    }

    static void problem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("requestId").asString()).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.json().propertyNames()).contains("type", "title", "status", "detail", "instance");
    }
}
