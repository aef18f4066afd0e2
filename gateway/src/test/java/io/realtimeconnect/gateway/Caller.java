package io.realtimeconnect.gateway;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the gateway that says exactly what it is told to. */
public final class Caller {

    private static final JsonMapper JSON = new JsonMapper();

    private final int port;
    private final Map<String, String> headers = new LinkedHashMap<>();

    Caller(int port) {
        this.port = port;
    }

    public Caller token(String token) {
        return with("X-Auth-Token", token);
    }

    public Caller with(String header, String value) {
        Caller copy = new Caller(port);
        copy.headers.putAll(headers);
        copy.headers.put(header, value);
        return copy;
    }

    public HttpClient http() {
        return HttpClient.create(ConnectionProvider.newConnection())
                .baseUrl("http://127.0.0.1:" + port)
                .headers(to -> headers.forEach(to::set));
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer send(String method, String path, String body) {
        return ask(method, path, body).block(Duration.ofSeconds(20));
    }

    public Mono<Answer> ask(String method, String path, String body) {
        return http().headers(to -> {
                    if (body != null && !to.contains("Content-Type")) {
                        to.set("Content-Type", "application/json");
                    }
                })
                .request(HttpMethod.valueOf(method))
                .uri(path)
                .send(ByteBufMono.fromString(body == null ? Mono.empty() : Mono.just(body)))
                .responseSingle((response, bytes) -> bytes.asByteArray()
                        .defaultIfEmpty(new byte[0])
                        .map(content -> new Answer(response.status().code(), response.responseHeaders(), content)));
    }

    /** What came back. */
    public record Answer(int status, HttpHeaders headers, byte[] content) {

        public String text() {
            return new String(content, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(content);
        }

        public String code() {
            return json().path("code").asString("");
        }

        public String header(String name) {
            return headers.get(name);
        }
    }
}
