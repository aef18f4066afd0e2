package io.realtimeconnect.history.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.history.HistoryTest;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

@HistoryTest
class LogApiTest {

    private final UUID conversation = UUID.randomUUID();
    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();

    @Autowired
    private Sessions sessions;

    @LocalServerPort
    private int port;

    private WebTestClient web;

    @BeforeEach
    void connect() {
        web = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    @Test
    void aLogIsOpenedOnceAppendedToAndRead() {
        service(HttpMethod.PUT, "/internal/logs/" + conversation, Map.of("participants", List.of(ann, bob)))
                .expectStatus()
                .isCreated();
        service(HttpMethod.PUT, "/internal/logs/" + conversation, Map.of("participants", List.of(bob, ann)))
                .expectStatus()
                .isOk();
        service(
                        HttpMethod.PUT,
                        "/internal/logs/" + conversation,
                        Map.of("participants", List.of(ann, UUID.randomUUID())))
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("LOG_CONFLICT");

        JsonNode outcomes = append(IntStream.rangeClosed(1, 60)
                .mapToObj(i -> message("m" + i, "hello " + i))
                .toList());
        assertThat(outcomes).hasSize(60);
        assertThat(outcomes.get(59).path("status").asString()).isEqualTo("ok");
        assertThat(outcomes.get(59).path("message").path("seq").asInt()).isEqualTo(60);

        JsonNode newest = page(ann, "");
        assertThat(newest.path("items")).hasSize(50);
        assertThat(newest.path("items").get(0).path("seq").asInt()).isEqualTo(11);
        JsonNode older = page(bob, "?cursor=" + newest.path("nextCursor").asString());
        assertThat(older.path("items")).hasSize(10);
        assertThat(older.path("nextCursor").isNull()).isTrue();
        assertThat(page(bob, "?after=55&limit=3")
                        .path("items")
                        .get(0)
                        .path("body")
                        .asString())
                .isEqualTo("hello 56");
        assertThat(page(bob, "?before=10&limit=1000").path("items")).hasSize(9);
        assertThat(page(bob, "?around=30&limit=5")
                        .path("items")
                        .get(2)
                        .path("seq")
                        .asInt())
                .isEqualTo(30);
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        service(HttpMethod.PUT, "/internal/logs/" + conversation, Map.of("participants", List.of(ann, bob)));
        String path = "/api/v1/conversations/" + conversation + "/messages";

        expect(ann, path + "?before=1&after=2", 400, "VALIDATION_FAILED");
        expect(ann, path + "?cursor=nonsense", 400, "INVALID_CURSOR");
        expect(ann, path + "?limit=0", 400, "VALIDATION_FAILED");
        expect(UUID.randomUUID(), path + "?limit=0", 404, "CONVERSATION_NOT_FOUND");
        expect(ann, "/api/v1/conversations/" + UUID.randomUUID() + "/messages", 404, "CONVERSATION_NOT_FOUND");
        web.get()
                .uri("/api/v1/conversations/nonsense/messages")
                .exchange()
                .expectStatus()
                .isNotFound();
        web.get().uri(path).exchange().expectStatus().isUnauthorized();
        web.get()
                .uri(path + "?before=x")
                .header("X-Auth-Token", token(ann))
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void onlyCommunicationServiceAppends() {
        web.post()
                .uri("/internal/logs/append")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("items", List.of()))
                .exchange()
                .expectStatus()
                .isUnauthorized();
        web.post()
                .uri("/internal/logs/append")
                .header("X-Service-Token", TestIdentity.token("user-service", "history-service"))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("items", List.of()))
                .exchange()
                .expectStatus()
                .isForbidden();
        service(HttpMethod.POST, "/internal/logs/append", Map.of("items", List.of()))
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void moderatorsSeeWhatWasSaidAroundAMessage() {
        service(HttpMethod.PUT, "/internal/logs/" + conversation, Map.of("participants", List.of(ann, bob)));
        JsonNode outcomes = append(IntStream.rangeClosed(1, 9)
                .mapToObj(i -> message("m" + i, "hello " + i))
                .toList());
        String middle = outcomes.get(4).path("message").path("id").asString();

        around(middle, 3)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items[*].seq")
                .isEqualTo(List.of(4, 5, 6));
        around(UUID.randomUUID().toString(), 3).expectStatus().isNotFound();
        service(HttpMethod.GET, "/internal/logs/" + conversation + "/messages/" + middle + "/around", "")
                .expectStatus()
                .isForbidden();
    }

    @Test
    void whatWasNotScreenedIsListedForCommunicationService() {
        service(HttpMethod.PUT, "/internal/logs/" + conversation, Map.of("participants", List.of(ann, bob)));
        var unscreened = new HashMap<>(message("m1", "hello"));
        unscreened.put("unscreened", true);
        String id =
                append(List.of(unscreened)).get(0).path("message").path("id").asString();

        service(HttpMethod.GET, "/internal/logs/unscreened?limit=500", "")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items[?(@.conversationId=='" + conversation + "')].message.id")
                .isEqualTo(id);
        append(List.of(Map.of(
                "op",
                "withdraw",
                "opId",
                UUID.randomUUID(),
                "conversationId",
                conversation,
                "messageId",
                id,
                "reason",
                "abuse")));
        assertThat(page(bob, "").path("items").get(0).path("body").asString()).isEmpty();
    }

    private WebTestClient.ResponseSpec around(String messageId, int limit) {
        return web.get()
                .uri("/internal/logs/" + conversation + "/messages/" + messageId + "/around?limit=" + limit)
                .header("X-Service-Token", TestIdentity.token("moderation-service", "history-service"))
                .exchange();
    }

    @Test
    void theDocumentNamesThePublicCallAndNothingInternal() {
        web.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(document -> assertThat(document)
                        .contains("listMessages", "/api/v1/conversations/{conversationId}/messages")
                        .doesNotContain("/internal/"));
    }

    @Test
    void theDocumentDescribesEveryCallAndWhatIsFound() {
        JsonNode document = web.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();

        assertThat(document.path("paths").propertyNames())
                .contains(
                        "/api/v1/history/messages/search",
                        "/api/v1/history/interactions",
                        "/api/v1/events",
                        "/api/v1/analytics/summary",
                        "/api/v1/analytics/realtime",
                        "/api/v1/history/export",
                        "/api/v1/history/export/{jobId}",
                        "/api/v1/history/export/{jobId}/file",
                        "/api/v1/history");
        JsonNode schemas = document.path("components").path("schemas");
        assertThat(schemas.path("Found").path("properties").propertyNames())
                .contains("id", "seq", "body", "highlight", "matches")
                .doesNotContain("message");
        assertThat(schemas.path("Export").path("properties").propertyNames())
                .contains("jobId", "state", "progress")
                .doesNotContain("chunks");
        assertThat(schemas.path("EventsRequest").path("properties").propertyNames())
                .contains("events", "id", "type", "at", "properties");
    }

    private Map<String, Object> message(String clientMessageId, String body) {
        return Map.of(
                "op", "message",
                "opId", UUID.randomUUID(),
                "conversationId", conversation,
                "actorId", ann,
                "clientMessageId", clientMessageId,
                "body", body);
    }

    private JsonNode append(List<Map<String, Object>> items) {
        return service(HttpMethod.POST, "/internal/logs/append", Map.of("items", items))
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody()
                .path("items");
    }

    private WebTestClient.ResponseSpec service(HttpMethod method, String path, Object body) {
        return web.method(method)
                .uri(path)
                .header("X-Service-Token", TestIdentity.token("communication-service", "history-service"))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private JsonNode page(UUID user, String query) {
        return web.get()
                .uri("/api/v1/conversations/" + conversation + "/messages" + query)
                .header("X-Auth-Token", token(user))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
    }

    private void expect(UUID user, String path, int status, String code) {
        web.get()
                .uri(path)
                .header("X-Auth-Token", token(user))
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }

    private String token(UUID user) {
        return sessions.admit(new Login(user, "user", Set.of(Role.USER), null, null))
                .map(admitted -> admitted.token())
                .block();
    }
}
