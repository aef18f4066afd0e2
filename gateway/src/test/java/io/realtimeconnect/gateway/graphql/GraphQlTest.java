package io.realtimeconnect.gateway.graphql;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.stores.WithStores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway before a suite of written answers, with a real Redis. */
@WithStores
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "rtc.gateway.upstream.open-for=300ms",
            "rtc.graphql.timeout=3s",
            "rtc.graphql.socket.operations=5",
            "perf.rate-limit.policies.api.burst=1000"
        })
abstract class GraphQlTest {

    static final JsonMapper JSON = new JsonMapper();
    static final FakeSuite SUITE = new FakeSuite();

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    record Answer(int status, HttpHeaders headers, String text) {

        JsonNode json() {
            return JSON.readTree(text);
        }

        JsonNode data() {
            return json().path("data");
        }

        JsonNode error() {
            return json().path("errors").path(0);
        }

        String code() {
            return error().path("extensions").path("code").asString("");
        }
    }

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        for (String name : new String[] {"user", "queuing", "communication", "history", "moderation"}) {
            registry.add("rtc.services." + name + "-service.urls", SUITE::url);
        }
    }

    @BeforeEach
    void forget() {
        SUITE.forget();
    }

    String token() {
        UUID id = UUID.randomUUID();
        Login login = new Login(id, "u" + id.toString().substring(0, 8), Set.of(Role.USER), "test", "127.0.0.1");
        return sessions.admit(login).block(Duration.ofSeconds(5)).token();
    }

    Answer graph(String query) {
        return graph(query, Map.of());
    }

    Answer graph(String query, Map<String, Object> variables) {
        return send("POST", Map.of("X-Auth-Token", token()), body(query, variables));
    }

    static String body(String query, Map<String, Object> variables) {
        return JSON.writeValueAsString(Map.of("query", query, "variables", variables));
    }

    Answer send(String method, Map<String, String> headers, String body) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("Content-Type", "application/json"));
        all.putAll(headers);
        return HttpClient.newConnection()
                .headers(to -> all.forEach(to::set))
                .request(HttpMethod.valueOf(method))
                .uri("http://127.0.0.1:" + port + "/graphql")
                .send(ByteBufMono.fromString(body == null ? Mono.empty() : Mono.just(body)))
                .responseSingle((response, bytes) -> bytes.asString(StandardCharsets.UTF_8)
                        .defaultIfEmpty("")
                        .map(text -> new Answer(response.status().code(), response.responseHeaders(), text)))
                .block(Duration.ofSeconds(20));
    }
}
