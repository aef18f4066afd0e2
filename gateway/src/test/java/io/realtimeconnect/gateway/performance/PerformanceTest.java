package io.realtimeconnect.gateway.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpHeaders;
import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.FakeService.Seen;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The fake services answer internal calls with what a test writes. */
class PerformanceTest extends GatewayTest {

    private static final String REPORT = """
            {"queries":{"statistics":{"count":10,"slow":1,"slowShare":0.1,"meanMs":2.0,"p95Ms":8.0,"slowThresholdMs":200}},
             "requests":{"count":30,"p95Ms":12.0,"routes":[{"name":"GET /x","count":30,"meanMs":4.0,"maxMs":20.0}]},
             "recommendations":[{"area":"cache","subject":"profiles"}]}""";

    @BeforeEach
    void answers() {
        for (var service : List.of(USER, QUEUING, COMMUNICATION, HISTORY, HISTORY_TWO, MODERATION)) {
            service.forget();
            service.internal("/internal/performance", 200, REPORT);
            service.internal("/internal/performance/sample", 200, "{\"requests\":{\"count\":30}}");
            service.internal("/internal/performance/queries", 200, "{\"queries\":{\"statistics\":{\"count\":10}}}");
            service.internal("/internal/performance/reset", 200, "{\"reset\":[\"queries\"]}");
        }
    }

    @Test
    void everyServiceIsThereTheGatewayIncluded() {
        JsonNode services = get("").path("services");
        assertThat(services.propertyNames())
                .contains(
                        "gateway",
                        "user-service",
                        "queuing-service",
                        "communication-service",
                        "history-service",
                        "moderation-service");
        assertThat(services.at("/user-service/queries/statistics/count").asInt())
                .isEqualTo(10);
        assertThat(services.at("/user-service/unanswered").isEmpty()).isTrue();
        assertThat(services.at("/gateway/requests/count").isNumber()).isTrue();
        assertThat(services.at("/gateway/system/uptimeSeconds").isNumber()).isTrue();
    }

    @Test
    void instancesAreAddedUpAndEachIsBeside() {
        HISTORY_TWO.internal(
                "/internal/performance",
                200,
                REPORT.replace("\"p95Ms\":12.0", "\"p95Ms\":40.0").replace("\"meanMs\":4.0", "\"meanMs\":8.0"));
        JsonNode history = get("/history-service");
        assertThat(history.path("service").asString()).isEqualTo("history-service");
        assertThat(history.path("instances")).hasSize(2);
        assertThat(history.at("/queries/statistics/count").asInt()).isEqualTo(20);
        assertThat(history.at("/queries/statistics/slowShare").asDouble()).isEqualTo(0.1);
        assertThat(history.at("/queries/statistics/slowThresholdMs").asInt()).isEqualTo(200);
        assertThat(history.at("/requests/p95Ms").asDouble()).isEqualTo(40.0);
        assertThat(history.at("/requests/routes")).hasSize(1);
        assertThat(history.at("/requests/routes/0/count").asInt()).isEqualTo(60);
        assertThat(history.at("/requests/routes/0/meanMs").asDouble()).isEqualTo(6.0);
        assertThat(history.path("recommendations")).hasSize(2);
    }

    @Test
    void anInstanceThatDoesNotAnswerIsNamed() {
        HISTORY_TWO.stop();
        try {
            JsonNode history = get("/history-service");
            assertThat(history.path("unanswered").toString())
                    .contains(HISTORY_TWO.url().substring(7));
            assertThat(history.path("instances")
                            .path(HISTORY_TWO.url().substring(7))
                            .propertyNames())
                    .containsExactly("error");
            assertThat(history.at("/queries/statistics/count").asInt()).isEqualTo(10);
        } finally {
            HISTORY_TWO.start();
        }
    }

    @Test
    void onePartOfAllAndOnePartOfOne() {
        assertThat(get("/queries")
                        .at("/services/user-service/queries/statistics/count")
                        .asInt())
                .isEqualTo(10);
        JsonNode own = get("/gateway/requests");
        assertThat(own.at("/requests/routes").toString()).contains("/api/v1/performance");
        assertThat(get("/user-service/queries").at("/queries/statistics/count").asInt())
                .isEqualTo(10);
        assertThat(get("/recommendations")
                        .at("/services/gateway/recommendations")
                        .isArray())
                .isTrue();
    }

    @Test
    void proxiedCallsAreCountedByTheirTemplates() {
        caller(Role.USER).get("/api/v1/users/00000000-0000-7000-8000-000000000001");
        assertThat(get("/gateway/requests").at("/requests/routes").toString()).contains("GET /api/v1/users/{user}");
    }

    @Test
    void servicesHearThatItIsTheGatewayThatAsks() {
        get("/user-service");
        var headers = USER.seen().get(0).headers();
        assertThat(headers.get("X-Service-Token").get(0)).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        assertThat(headers).doesNotContainKey("X-Auth-Token");
    }

    @Test
    void slowStatementsOfAllServicesTheLatestFirst() {
        USER.internal("/internal/performance/slow-queries", 200, items("2026-01-01T00:00:01Z"));
        HISTORY.internal("/internal/performance/slow-queries", 200, items("2026-01-01T00:00:03Z"));
        HISTORY_TWO.internal("/internal/performance/slow-queries", 200, items("2026-01-01T00:00:02Z"));
        JsonNode found = get("/slow-queries");
        assertThat(found.path("items")
                        .valueStream()
                        .map(one -> one.path("service").asString()))
                .containsExactly("history-service", "history-service", "user-service");
        assertThat(found.path("nextCursor").isNull()).isTrue();
        assertThat(found.path("unanswered")).hasSize(3);
        assertThat(get("/user-service/slow-queries?limit=1").path("items")).hasSize(1);
    }

    private static String items(String at) {
        return "{\"items\":[{\"at\":\"%s\",\"sql\":\"select ?\"}]}".formatted(at);
    }

    @Test
    void whatRedisTellsTheOthersIsDoneByOneInstance() {
        // whichever is asked first
        HISTORY.internal("/internal/performance/cache/clear", 200, "{\"cleared\":[\"names\"],\"everywhere\":true}");
        HISTORY_TWO.internal("/internal/performance/cache/clear", 200, "{\"cleared\":[\"names\"],\"everywhere\":true}");
        JsonNode done = post("/history-service/cache/clear", "", 200);
        assertThat(done.at("/services/history-service/instances")).hasSize(2);
        assertThat(Stream.concat(HISTORY.seen().stream(), HISTORY_TWO.seen().stream())
                        .filter(seen -> seen.uri().endsWith("/cache/clear"))
                        .map(Seen::bytes))
                .containsExactlyInAnyOrder("{}".length(), "{\"but\":[\"names\"]}".length());
    }

    @Test
    void whatRedisDidNotTakeIsDoneByAll() {
        HISTORY.internal("/internal/performance/cache/clear", 200, "{\"cleared\":[\"names\"],\"everywhere\":false}");
        HISTORY_TWO.internal(
                "/internal/performance/cache/clear", 200, "{\"cleared\":[\"names\"],\"everywhere\":false}");
        post("/history-service/cache/clear", "", 200);
        assertThat(Stream.concat(HISTORY.seen().stream(), HISTORY_TWO.seen().stream())
                        .filter(seen -> seen.uri().endsWith("/cache/clear"))
                        .map(Seen::bytes))
                .containsExactlyInAnyOrder("{}".length(), "{\"but\":[]}".length());
    }

    @Test
    void aResetReachesEveryInstance() {
        JsonNode done = post("/reset", "{}", 200);
        assertThat(done.at("/services/history-service/instances")).hasSize(2);
        assertThat(done.at("/services/gateway/instances/gateway/reset/0").asString())
                .isEqualTo("requests");
        assertThat(post("/user-service/reset", "", 200).path("services").propertyNames())
                .containsExactly("user-service");
    }

    @Test
    void anInvalidationIsPassedOnWithItsPattern() {
        USER.internal("/internal/performance/cache/invalidate", 200, "{\"caches\":[\"profiles\"]}");
        JsonNode done = post("/cache/invalidate", "{\"pattern\":\"profiles:*\"}", 200);
        assertThat(done.path("pattern").asString()).isEqualTo("profiles:*");
        assertThat(done.at("/services/user-service/instances").toString()).contains("profiles");
        assertThat(done.at("/services/queuing-service/unanswered")).hasSize(1);
    }

    @Test
    void anOperationIsAnalyzed() {
        JsonNode found = post("/analyze", "{\"operation\":\"user-search\",\"durationMs\":1500}", 200);
        assertThat(found.propertyNames()).containsExactly("operation", "durationMs", "performance", "suggestions");
        assertThat(found.path("performance").asString()).isEqualTo("poor");
        USER.internal("/internal/performance/analyze", 200, "{\"performance\":\"good\"}");
        assertThat(post("/user-service/analyze", "{\"operation\":\"x\",\"durationMs\":1}", 200)
                        .path("performance")
                        .asString())
                .isEqualTo("good");
    }

    @Test
    void maintenanceIsForOneInstanceAndARefusalIsTheServices() {
        HISTORY.internal("/internal/performance/optimize", 202, "{\"task\":\"vacuum\",\"state\":\"running\"}");
        HISTORY_TWO.internal("/internal/performance/optimize", 202, "{\"task\":\"vacuum\",\"state\":\"running\"}");
        USER.internal(
                "/internal/performance/optimize", 409, "{\"code\":\"MAINTENANCE_NOT_GRANTED\",\"detail\":\"no\"}");
        assertThat(post("/history-service/optimize", "{\"task\":\"vacuum\"}", 202)
                        .path("state")
                        .asString())
                .isEqualTo("running");
        assertThat(HISTORY.seen().size() + HISTORY_TWO.seen().size()).isEqualTo(1);
        assertThat(post("/user-service/optimize", "{\"task\":\"vacuum\"}", 409)
                        .path("code")
                        .asString())
                .isEqualTo("MAINTENANCE_NOT_GRANTED");
        JsonNode all = post("/optimize", "{\"task\":\"analyze\"}", 202);
        assertThat(all.at("/services/user-service/code").asString()).isEqualTo("MAINTENANCE_NOT_GRANTED");
        assertThat(all.at("/services/history-service/state").asString()).isEqualTo("running");
        assertThat(post("/gateway/optimize", "{\"task\":\"analyze\"}", 409)
                        .path("code")
                        .asString())
                .isEqualTo("NO_DATABASE");
    }

    @Test
    void theStreamHasASampleASecond() {
        List<String> events = caller(Role.ADMIN)
                .http()
                .headers((HttpHeaders to) -> to.set("Accept", "text/event-stream"))
                .get()
                .uri("/api/v1/performance/stream")
                .responseContent()
                .asString()
                .scan(String::concat)
                .takeUntil(text -> text.contains("\"gateway\""))
                .collectList()
                .block(Duration.ofSeconds(15));
        assertThat(events.get(events.size() - 1)).contains("event:sample", "\"services\"", "\"gateway\"");
        assertThat(caller().get("/api/v1/performance/stream").status()).isEqualTo(401);
        assertThat(caller(Role.MODERATOR).get("/api/v1/performance/stream").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nonsense", "/user-service/nonsense", "/nonsense/queries", "/nonsense/slow-queries"})
    void whatIsNotThereIs404(String path) {
        assertThat(caller(Role.ADMIN).get("/api/v1/performance" + path).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/analyze|{\"operation\":\"\",\"durationMs\":1}",
                "/analyze|{\"operation\":\"x\"}",
                "/cache/invalidate|{}",
                "/cache/invalidate|nonsense",
                "/optimize|{\"task\":\"drop\"}",
                "/user-service/optimize|{}"
            })
    void badInputIs400(String path, String body) {
        post(path, body, 400);
    }

    private JsonNode get(String path) {
        Caller.Answer answer = caller(Role.ADMIN).get("/api/v1/performance" + path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode post(String path, String body, int status) {
        Caller.Answer answer = caller(Role.ADMIN).post("/api/v1/performance" + path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }
}
