package io.realtimeconnect.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.gateway.GatewayTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client library sends, byte by byte. */
class HostileTest extends GatewayTest {

    private static final String END = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api//v1/queue",
                "/api/v1/../../queue",
                "/api/v1/queue/./x",
                "/api/v1%2fqueue",
                "/api/v1/%2e%2e/queue",
                "/api/v1/queue;jsessionid=1",
                "/api/v1/users/%00",
                "/api/v1/users/%0d%0aX:%20y",
                "/api/v1/users/a%5cb",
                "/api/v1/users/%zz",
                "/api/v1/users/%",
                "/api/v1/users/{x}",
                "/api/v1/users/a|b",
                "/\u00e4",
                "//evil/x",
                "*",
                "/api/v1/users?q={",
                "/\u0001"
            })
    void aHostilePathIsA4xxWithACode(String path) throws IOException {
        refused(send("GET " + path + END + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bad Header: x\r\n",
                ": x\r\n",
                "X: a\u0000b\r\n",
                "Content-Length: 1\r\nContent-Length: 2\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: x\r\n",
                "Host: a b\r\n",
                "Cookie: SESSION=a; SESSION=b\r\n",
            })
    void aHostileHeaderIsA4xxWithACode(String header) throws IOException {
        refused(send("GET /api/v1/auth/me" + END + header + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOO", "get", "TRACE", "CONNECT"})
    void aStrangeMethodIsA4xxWithACode(String method) throws IOException {
        refused(send(method + " /api/v1/queue" + END + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {17_000, 30_000})
    void aHeadThatIsTooLongIsA4xxWithACode(int length) throws IOException {
        refused(send("GET /api/v1/queue?" + "q".repeat(length) + END + "\r\n"));
        refused(send("GET /api/v1/queue" + END + "X-Long: " + "x".repeat(length) + "\r\n\r\n"));
    }

    private static void refused(String answer) {
        assertThat(answer)
                .matches("(?s)HTTP/1\\.1 4\\d\\d .*")
                .contains("application/problem+json")
                .containsPattern("\"code\":\"[A-Z_]+\"")
                .doesNotContain("Exception");
    }

    private String send(String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
