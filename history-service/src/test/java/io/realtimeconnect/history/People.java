package io.realtimeconnect.history;

import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.test.TestIdentity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** The service as its callers see it: users with sessions, and communication-service that lets them talk. */
public final class People {

    private final WebTestClient web;
    private final Sessions sessions;

    public People(int port, Sessions sessions) {
        this.web = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(32 * 1024 * 1024))
                .build();
        this.sessions = sessions;
    }

    /** Answers of one call. */
    public record Answer(int status, JsonNode body, org.springframework.http.HttpHeaders headers) {

        public String code() {
            return body.path("code").asString();
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    public static class Setup {

        @Bean
        @org.springframework.context.annotation.Lazy
        People people(ReactiveWebServerApplicationContext context, Sessions sessions) {
            return new People(context.getWebServer().getPort(), sessions);
        }
    }

    public String token(UUID user, Role role) {
        return sessions.admit(new Login(user, "user", Set.of(role), null, null))
                .map(admitted -> admitted.token())
                .block();
    }

    public WebTestClient.RequestBodySpec request(HttpMethod method, String path, UUID user, Role role) {
        return web.method(method).uri(path).header("X-Auth-Token", token(user, role));
    }

    public Answer get(UUID user, String path, Object... variables) {
        return answer(web.get()
                .uri(path, variables)
                .header("X-Auth-Token", token(user, Role.USER))
                .exchange());
    }

    public Answer getAsAdmin(String path) {
        return answer(web.get()
                .uri(path)
                .header("X-Auth-Token", token(UUID.randomUUID(), Role.ADMIN))
                .exchange());
    }

    public Answer delete(UUID user, String path) {
        return answer(request(HttpMethod.DELETE, path, user, Role.USER).exchange());
    }

    public Answer post(UUID user, String path, Object body) {
        return answer(request(HttpMethod.POST, path, user, Role.USER)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange());
    }

    public Answer service(String caller, HttpMethod method, String path, Object body) {
        return answer(web.method(method)
                .uri(path)
                .header("X-Service-Token", TestIdentity.token(caller, "history-service"))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange());
    }

    public int statusOf(HttpMethod method, String path) {
        return web.method(method)
                .uri(path)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }

    /** A new conversation of two. */
    public UUID meet(UUID one, UUID other) {
        UUID conversation = UUID.randomUUID();
        service(
                "communication-service",
                HttpMethod.PUT,
                "/internal/logs/" + conversation,
                Map.of("participants", List.of(one, other)));
        return conversation;
    }

    /** The outcomes. */
    public JsonNode append(List<? extends Map<String, ?>> ops) {
        return service("communication-service", HttpMethod.POST, "/internal/logs/append", Map.of("items", ops))
                .body()
                .path("items");
    }

    /** The stored message. */
    public JsonNode say(UUID conversation, UUID who, String body) {
        return append(List.of(message(conversation, who, body))).get(0).path("message");
    }

    public static Map<String, Object> message(UUID conversation, UUID who, String body) {
        return op(
                "message",
                conversation,
                who,
                Map.of("clientMessageId", UUID.randomUUID().toString(), "body", body));
    }

    public void end(UUID conversation, UUID who) {
        append(List.of(op("end", conversation, who, Map.of("reason", "left"))));
    }

    public static Map<String, Object> op(String kind, UUID conversation, UUID who, Map<String, ?> rest) {
        Map<String, Object> op = new HashMap<>(rest);
        op.put("op", kind);
        op.put("opId", UUID.randomUUID());
        op.put("conversationId", conversation);
        op.put("actorId", who);
        return op;
    }

    private static Answer answer(WebTestClient.ResponseSpec response) {
        var result = response.expectBody(JsonNode.class).returnResult();
        JsonNode body = result.getResponseBody();
        return new Answer(
                result.getStatus().value(),
                body == null ? tools.jackson.databind.node.MissingNode.getInstance() : body,
                result.getResponseHeaders());
    }
}
