package io.realtimeconnect.perf.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;
import reactor.core.publisher.Flux;

@SpringBootTest(
        classes = WebTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"perf.web.deadline=20s", "spring.web.resources.add-mappings=true", "server.address=127.0.0.1"})
class ProblemTests {

    @LocalServerPort
    int port;

    private WebTestClient http;

    @BeforeEach
    void connect() {
        http = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"abcd\"        | MALFORMED_REQUEST",
                "{\"name\":\"abcd\"} x     | MALFORMED_REQUEST",
                "[]                        | MALFORMED_REQUEST",
                "{\"name\":\"ab\\u0000d\"} | MALFORMED_REQUEST",
                "{\"name\":\"abcd\",\"extra\":{\"k\\u0000\":1}} | MALFORMED_REQUEST",
                "{\"name\":5}              | VALIDATION_FAILED",
                "{\"name\":true}           | VALIDATION_FAILED",
                "{\"name\":\"abcd\",\"count\":\"5\"}   | VALIDATION_FAILED",
                "{\"name\":\"abcd\",\"count\":1.5}     | VALIDATION_FAILED",
                "{\"name\":\"abcd\",\"count\":99999999999} | MALFORMED_REQUEST",
                "{\"name\":\"abcd\",\"color\":\"BLUE\"} | VALIDATION_FAILED",
                "{\"name\":\"abcd\",\"color\":0}       | VALIDATION_FAILED",
                "{\"name\":\"abcd\",\"color\":\"\"}    | VALIDATION_FAILED",
                "{\"name\":\"abcd\",\"id\":\"1-1-1-1-1\"} | VALIDATION_FAILED",
                "{\"name\":\"abcd\",\"id\":\"\"}       | VALIDATION_FAILED",
                "{\"name\":\"abcd\",\"at\":\"soon\"}   | VALIDATION_FAILED",
                "{\"name\":\"ab\"}                     | VALIDATION_FAILED",
                "''                                    | MALFORMED_REQUEST",
                "null                                  | MALFORMED_REQUEST"
            })
    void aBodyThatDoesNotFitIsA400WithACode(String body, String code) {
        post(body)
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code)
                .jsonPath("$.requestId")
                .isNotEmpty()
                .jsonPath("$.status")
                .isEqualTo(400)
                .jsonPath("$.instance")
                .isEqualTo("/things")
                .jsonPath("$.trace")
                .doesNotExist();
    }

    @Test
    void violationsNameTheFieldAsTheClientWroteIt() {
        post("{\"name\":\"abcd\",\"new\":\"short\",\"inner\":[{\"label\":\"x\"},{\"label\":\"\"}]}")
                .expectBody()
                .jsonPath("$.errors[?(@.field == 'new')]")
                .exists()
                .jsonPath("$.errors[?(@.field == 'inner[1].label')]")
                .exists()
                .jsonPath("$.errors.length()")
                .isEqualTo(2);
        post("{\"name\":\"abcd\",\"inner\":[{\"label\":[]}]}")
                .expectBody()
                .jsonPath("$.errors[0].field")
                .isEqualTo("inner[0].label");
    }

    @Test
    void bytesThatAreNotUtf8AreMalformed() {
        byte[] body = "{\"name\":\"ab?d\"}".getBytes(StandardCharsets.US_ASCII);
        body[11] = (byte) 0xC3;
        http.post()
                .uri("/things")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("MALFORMED_REQUEST");
    }

    @Test
    void unknownPropertiesAreIgnoredAndInstantsHaveMilliseconds() {
        post("{\"name\":\"abcd\",\"nobody\":1,\"at\":\"2026-01-02T03:04:05.678901+01:00\"}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.at")
                .isEqualTo("2026-01-02T02:04:05.678Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"at\":4102444800",
                "\"at\":[2026,1,2]",
                "\"day\":\"2026-01-02T00:00:00Z\"",
                "\"day\":[2026,1,2]",
                "\"day\":7"
            })
    void timesAreTextsOfTheirOwnForm(String member) {
        post("{\"name\":\"abcd\"," + member + "}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("VALIDATION_FAILED");
        post("{\"name\":\"abcd\",\"day\":\"2026-01-02\"}")
                .expectBody()
                .jsonPath("$.day")
                .isEqualTo("2026-01-02");
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "99999999999", "99999999999999999999999999"})
    void aPageSaysThatThereIsNoNextOne(String limit) {
        http.get()
                .uri("/things?limit=" + limit)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"items\":[\"items: 50\"],\"nextCursor\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "/things?limit=0, 400, VALIDATION_FAILED",
        "/things?limit=x, 400, VALIDATION_FAILED",
        "/things?color=BLUE, 400, VALIDATION_FAILED",
        "/things?q=%00, 400, MALFORMED_REQUEST",
        "/things?q=%C3%28, 400, MALFORMED_REQUEST",
        "/things?q=%zz, 400, MALFORMED_REQUEST",
        "/things?q=%4, 400, MALFORMED_REQUEST",
        "/needs, 400, VALIDATION_FAILED",
        "/things/1-1-1-1-1, 404, NOT_FOUND",
        "/things/%00, 404, NOT_FOUND",
        "/things/%C3%28, 404, NOT_FOUND",
        "/nowhere, 404, NOT_FOUND",
        "/nowhere/%2e%2e/x, 404, NOT_FOUND",
        "/slow, 504, UPSTREAM_TIMEOUT",
        "/broken, 500, INTERNAL_ERROR",
        "/things/{}, 400, MALFORMED_REQUEST",
        "/things?q=^, 400, MALFORMED_REQUEST"
    })
    void anAddressThatDoesNotFitIsAProblem(String address, int status, String code) throws IOException {
        String deadline = address.equals("/slow") ? "X-Request-Deadline: 300\r\n" : "";
        String answer =
                raw("GET " + address + " HTTP/1.1\r\nHost: localhost\r\n" + deadline + "Connection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("application/problem+json", "\"code\":\"" + code + "\"");
        assertThat(answer).doesNotContain("secret detail", "\tat ");
    }

    @Test
    void aWrongMethodNamesAllThatAreRight() {
        http.method(HttpMethod.PATCH)
                .uri("/things/" + UUID.randomUUID())
                .exchange()
                .expectStatus()
                .isEqualTo(405)
                .expectHeader()
                .valueEquals("Allow", "DELETE, GET, HEAD, OPTIONS")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("METHOD_NOT_ALLOWED");
        http.options()
                .uri("/things")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Allow", "POST,GET,HEAD,OPTIONS");
        http.post().uri("/nowhere").exchange().expectStatus().isNotFound();
    }

    @Test
    void aContentTypeThatNobodyReadsIsA415AndOneThatNobodyWritesA406() throws IOException {
        assertThat(
                        raw(
                                "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: no such / thing\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"))
                .startsWith("HTTP/1.1 415");
        http.post()
                .uri("/things")
                .contentType(MediaType.TEXT_PLAIN)
                .bodyValue("x")
                .exchange()
                .expectStatus()
                .isEqualTo(415)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        http.get()
                .uri("/things")
                .accept(MediaType.IMAGE_PNG)
                .exchange()
                .expectStatus()
                .isEqualTo(406)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("NOT_ACCEPTABLE");
        http.get()
                .uri("/things")
                .header("Accept", "nonsense")
                .exchange()
                .expectStatus()
                .isEqualTo(406);
    }

    @Test
    void aBodyOverTheLimitIsA413WithAndWithoutItsLength() {
        String large = "{\"name\":\"" + "x".repeat(70_000) + "\"}";
        post(large)
                .expectStatus()
                .isEqualTo(413)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("PAYLOAD_TOO_LARGE");
        http.post()
                .uri("/things")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Flux.just(large.substring(0, 9), large.substring(9)), String.class)
                .exchange()
                .expectStatus()
                .isEqualTo(413);
        http.post()
                .uri("/big")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .bodyValue(new byte[100_000])
                .exchange()
                .expectStatus()
                .isOk();
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("audio", new byte[100_000]);
        http.post()
                .uri("/parts")
                .body(BodyInserters.fromMultipartData(parts.build()))
                .exchange()
                .expectStatus()
                .isEqualTo(413);
    }

    @Test
    void aNamedProblemCarriesItsMembers() {
        UUID id = UUID.randomUUID();
        http.delete()
                .uri("/things/" + id)
                .header("X-Request-Id", "mine-1")
                .exchange()
                .expectStatus()
                .isEqualTo(409)
                .expectHeader()
                .valueEquals("X-Request-Id", "mine-1")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("THING_BUSY")
                .jsonPath("$.title")
                .isEqualTo("Thing busy")
                .jsonPath("$.by")
                .isEqualTo(id.toString())
                .jsonPath("$.requestId")
                .isEqualTo("mine-1");
    }

    @Test
    void aRequestIdThatCouldHarmALogIsReplaced() {
        http.get()
                .uri("/things")
                .header("X-Request-Id", "a b")
                .exchange()
                .expectHeader()
                .value("X-Request-Id", id -> assertThat(id).matches("[0-9a-f]{32}"));
    }

    @Test
    void anUnchangedVersionIsA304() {
        String uri = "/things/" + UUID.randomUUID();
        http.get()
                .uri(uri)
                .header("If-None-Match", "W/\"7\"")
                .exchange()
                .expectStatus()
                .isNotModified();
        http.get()
                .uri(uri)
                .header("If-None-Match", "\"6\"")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("ETag", "\"7\"");
    }

    @Test
    void aDeadlineShrinksAndAStreamOutlivesIt() {
        http.get()
                .uri("/deadline")
                .header("X-Request-Deadline", "5000")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(Long.class)
                .value(left -> assertThat(left).isBetween(1L, 5000L));
        http.get()
                .uri("/deadline")
                .header("X-Request-Deadline", "soon")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(Long.class)
                .value(left -> assertThat(left).isBetween(5001L, 20_000L));
        assertThat(http.get()
                        .uri("/stream")
                        .header("X-Request-Deadline", "1500")
                        .exchange()
                        .returnResult(String.class)
                        .getResponseBody()
                        .collectList()
                        .block())
                .hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: [::\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET http://[/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n\r\n",
                "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
            })
    void whatIsNoHttpIsA400WithACode(String request) throws IOException {
        assertThat(raw(request)).startsWith("HTTP/1.1 400").contains("\"code\":\"MALFORMED_REQUEST\"");
    }

    @Test
    void linesAndHeadersHaveTheirLimits() throws IOException {
        assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 414")
                .contains("URI_TOO_LONG");
        assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .contains("HEADERS_TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept-Language: ***", "Cookie: =;;=\u00ff", "If-Modified-Since: never", "If-None-Match: \"",
                        "Range: bytes=zz", "Origin: ::",
                "Content-Type: x", "X-Request-Id: \u00e4", "Expect: nonsense", "traceparent: 00",
                        "X-Forwarded-For: <script>", "Upgrade: websocket"
            })
    void oddHeadersNeverBreakAHandler(String header) throws IOException {
        assertThat(raw("GET /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n"))
                .matches("(?s)HTTP/1.1 [24]\\d\\d .*");
    }

    private WebTestClient.ResponseSpec post(String body) {
        var request = http.post().uri("/things").contentType(MediaType.APPLICATION_JSON);
        return (body.isEmpty() ? request : request.bodyValue(body)).exchange();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            in.transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
