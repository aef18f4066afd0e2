package io.realtimeconnect.perf.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.response.CachedResponse;
import io.realtimeconnect.perf.test.TestIdentity;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.stores.WithStores;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=user-service",
            "spring.flyway.locations=classpath:db/perf,classpath:db/perftest",
            "spring.r2dbc.pool.max-size=4",
            "perf.query.slow=40ms",
            "perf.requests.slow=40ms",
            "perf.performance.samples=10",
            "perf.cache.command-timeout=5s",
            "perf.cache.server-statistics=200ms",
            "perf.cache.caches.declared.ttl=1m"
        })
@WithStores(schema = "performance", isolated = true)
class PerformanceTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    @Import({Things.class, Answers.class})
    static class Service {}

    static class Answers {

        @Cacheable("answers-to-questions")
        public Mono<String> answer(String question) {
            return Mono.just("no");
        }
    }

    @RestController
    @Access(Access.Level.ANYONE)
    static class Things {

        private final DatabaseClient database;

        Things(DatabaseClient database) {
            this.database = database;
        }

        @GetMapping("/things/{id}")
        Mono<Long> thing(@PathVariable int id) {
            return Flux.range(id, 12)
                    .concatMap(n -> database.sql("SELECT id FROM thing WHERE id = " + n)
                            .map(row -> 1L)
                            .one())
                    .reduce(0L, Long::sum);
        }

        @GetMapping("/colours/{colour}")
        Mono<Long> colour(@PathVariable String colour) {
            return database.sql(
                            "SELECT count(*) AS n, (SELECT pg_sleep(0.06)::text) AS s FROM thing WHERE colour = :colour")
                    .bind("colour", colour)
                    .map(row -> Objects.requireNonNull(row.get("n", Long.class)))
                    .one();
        }

        @GetMapping("/kept")
        @CachedResponse(cache = "kept-answers", ttl = "1m")
        Mono<String> kept() {
            return Mono.just("kept");
        }

        @GetMapping("/broken")
        Mono<String> broken() {
            return Mono.error(new Problem(HttpStatus.SERVICE_UNAVAILABLE, "BROKEN", "as asked"));
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    TwoTierCaches caches;

    @Autowired
    CacheManager manager;

    private WebTestClient client;

    @BeforeEach
    void reset() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
        assertThat(post("/reset", "", 200).toString()).contains("queries", "requests");
    }

    @Test
    void everyPartIsThere() {
        ask("/things/1");
        JsonNode report = get("", 200);
        // and what the service asks of its own accord
        assertThat(report.at("/queries/statistics/count").asInt()).isGreaterThanOrEqualTo(12);
        assertThat(report.at("/cache/enabled").asBoolean()).isTrue();
        assertThat(report.at("/database/status").asString()).isEqualTo("healthy");
        assertThat(report.at("/database/pool/max").asInt()).isEqualTo(4);
        assertThat(report.at("/database/pool/utilization").isNumber()).isTrue();
        assertThat(report.at("/database/server/tables")
                        .valueStream()
                        .map(t -> t.path("name").asString()))
                .contains("thing", "outbox");
        assertThat(report.at("/sessions/status").asString()).isEqualTo("healthy");
        assertThat(report.at("/requests/count").asInt()).isPositive();
        assertThat(report.at("/system/uptimeSeconds").isNumber()).isTrue();
        assertThat(report.path("recommendations").isArray()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"queries", "cache", "database", "sessions", "requests", "recommendations"})
    void aPartComesAlone(String part) {
        assertThat(get("/" + part, 200).propertyNames()).containsExactly(part);
    }

    @Test
    void aPartThatIsNoneIsNotFound() {
        assertThat(get("/nonsense", 404).path("code").asString()).isEqualTo("NOT_FOUND");
    }

    @Test
    void onlyTheGatewayMayAsk() {
        client.get().uri("/internal/performance").exchange().expectStatus().isUnauthorized();
        client.get()
                .uri("/internal/performance")
                .header("X-Service-Token", TestIdentity.token("history-service", "user-service"))
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @Test
    void requestsAreTimedByTheirTemplates() {
        for (int i = 1; i <= 20; i++) {
            ask("/things/" + i);
        }
        client.get().uri("/broken").exchange().expectStatus().isEqualTo(503);
        client.get().uri("/nothing-here").exchange().expectStatus().isNotFound();
        JsonNode requests = get("/requests", 200).path("requests");
        JsonNode things = named(requests.path("routes"), "GET /things/{id}");
        assertThat(things.path("count").asInt()).isEqualTo(20);
        assertThat(things.path("p50Ms").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(things.path("p99Ms").asDouble());
        assertThat(named(requests.path("routes"), "GET /broken").path("errors").asInt())
                .isEqualTo(1);
        assertThat(named(requests.path("routes"), "unknown")
                        .path("clientErrors")
                        .asInt())
                .isEqualTo(1);
        assertThat(requests.at("/lastMinute/count").asInt()).isGreaterThanOrEqualTo(22);
        assertThat(requests.path("active").asInt()).isEqualTo(1);
    }

    @Test
    void aSlowStatementComesWithItsRouteAndAHintFromItsPlan() {
        ask("/colours/c3");
        // others are slow, too, on a loaded machine
        await().untilAsserted(() -> named(get("/slow-queries", 200).path("items"), "route", "GET /colours/{colour}"));
        JsonNode slow = named(get("/slow-queries", 200).path("items"), "route", "GET /colours/{colour}");
        assertThat(slow.path("totalMs").asDouble()).isGreaterThan(59);
        assertThat(slow.path("sql").asString()).doesNotContain("c3");
        assertThat(slow.path("hint").asString()).contains("thing", "colour", "index");
        assertThat(get("/requests", 200).at("/requests/slowRequests").toString())
                .contains("GET /colours/{colour}");
    }

    @Test
    void aListFetchedElementByElementIsRecommendedAgainst() {
        ask("/things/5");
        await().untilAsserted(() ->
                assertThat(get("/recommendations", 200).toString()).contains("N+1", "GET /things/{id}"));
    }

    @Test
    void aCacheThatRarelyHitsIsRecommendedAgainst() {
        TwoTierCache<String> cache = caches.cache("rare", String.class);
        for (int i = 0; i < 30; i++) {
            cache.get("thing:" + i, Mono.just("v" + i)).block();
        }
        JsonNode found = named(get("/recommendations", 200).path("recommendations"), "subject", "rare");
        assertThat(found.path("area").asString()).isEqualTo("cache");
        assertThat(found.path("value").asDouble()).isZero();
        assertThat(found.path("threshold").asDouble()).isEqualTo(0.5);
    }

    @Test
    void cachesAreClearedAndInvalidatedByGlob() {
        TwoTierCache<String> cache = caches.cache("shop", String.class);
        cache.put("pear:1", "a").block();
        cache.put("pear:2", "b").block();
        cache.put("plum:1", "c").block();
        assertThat(post("/cache/invalidate", "{\"pattern\":\"shop:pear:*\"}", 200)
                        .path("caches")
                        .toString())
                .isEqualTo("[\"shop\"]");
        assertThat(cache.get("pear:1").blockOptional()).isEmpty();
        assertThat(cache.get("plum:1").block()).isEqualTo("c");
        assertThat(post("/cache/invalidate", "{\"pattern\":\"*:1\"}", 200)
                        .path("caches")
                        .toString())
                .contains("shop");
        assertThat(cache.get("plum:1").blockOptional()).isEmpty();
        cache.put("fig:1", "d").block();
        assertThat(post("/cache/clear", "", 200).path("cleared").toString()).contains("shop");
        assertThat(cache.get("fig:1").blockOptional()).isEmpty();
        assertThat(post("/cache/cleanup", "", 200).path("removed").isNumber()).isTrue();
    }

    @Test
    void operatorsReachTheCachesOfTheCacheManagerAndThoseNobodyHasUsedHere() {
        Cache annotated = Objects.requireNonNull(manager.getCache("annotated"));
        annotated.put("a:1", "one");
        annotated.put("b:1", "two");
        await().untilAsserted(() -> assertThat(value(annotated, "b:1")).isEqualTo("two"));

        post("/cache/invalidate", "{\"pattern\":\"annotated:a:*\"}", 200);
        await().untilAsserted(() -> assertThat(annotated.get("a:1")).isNull());
        assertThat(value(annotated, "b:1")).isEqualTo("two");

        assertThat(post("/cache/clear", "", 200).path("cleared").toString()).contains("annotated", "declared");
        await().untilAsserted(() -> assertThat(annotated.get("b:1")).isNull());
        assertThat(caches.find("annotated").orElseThrow().statistics().entries())
                .isGreaterThanOrEqualTo(0);
        assertThat(post("/cache/cleanup", "", 200).path("removed").isNumber()).isTrue();
        assertThat(caches.find("annotated").orElseThrow().statistics().entries())
                .isZero();
    }

    @Test
    void cachesThatAnInstanceNowDeadHasFilledAreClearedThoughNobodyHasUsedThemHere() {
        JsonNode done = post("/cache/clear", "{\"but\":[\"declared\"]}", 200);
        assertThat(done.path("cleared").toString())
                .contains("answers-to-questions", "kept-answers")
                .doesNotContain("declared");
        assertThat(done.path("everywhere").asBoolean()).isTrue();
    }

    private static Object value(Cache cache, String key) {
        Cache.ValueWrapper found = cache.get(key);
        return found == null ? "" : String.valueOf(found.get());
    }

    @Test
    void theRedisOfTheCachesIsReported() {
        caches.cache("shop", String.class).put("seen", "v").block();
        await().untilAsserted(() -> {
            JsonNode server = get("/cache", 200).path("cache").path("redis").path("server");
            assertThat(server.path("memoryUsedBytes").asLong()).isPositive();
            assertThat(server.path("connectedClients").asLong()).isPositive();
            assertThat(server.at("/nodes/0/role").asString()).isEqualTo("master");
        });
    }

    @ParameterizedTest
    @CsvSource({"40,good", "600,fair", "1500,poor"})
    void anOperationIsJudgedByItsDuration(double durationMs, String performance) {
        JsonNode found =
                post("/analyze", "{\"operation\":\"user-search\",\"durationMs\":%s}".formatted(durationMs), 200);
        assertThat(found.path("operation").asString()).isEqualTo("user-search");
        assertThat(found.path("durationMs").asDouble()).isEqualTo(durationMs);
        assertThat(found.path("performance").asString()).isEqualTo(performance);
        assertThat(found.path("suggestions").isEmpty()).isEqualTo(performance.equals("good"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"analyze", "vacuum", "reindex"})
    void tablesAreMaintained(String task) {
        JsonNode begun = post("/optimize", "{\"task\":\"%s\"}".formatted(task), 202);
        assertThat(begun.path("task").asString()).isEqualTo(task);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode last = get("/database", 200).at("/database/maintenance");
            assertThat(last.path("state").asString()).isEqualTo("done");
            assertThat(last.path("done").asInt()).isEqualTo(begun.path("tables").asInt());
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/analyze|{}",
                "/analyze|{\"operation\":\"x\",\"durationMs\":-1}",
                "/analyze|{\"operation\":\"x\",\"durationMs\":\"soon\"}",
                "/cache/invalidate|{\"pattern\":\" \"}",
                "/cache/invalidate|[]",
                "/optimize|{\"task\":\"drop\"}",
                "/optimize|{}"
            })
    void badInputIsA400(String path, String body) {
        assertThat(post(path, body, 400).path("code").asString()).isIn("VALIDATION_FAILED", "MALFORMED_REQUEST");
    }

    private void ask(String path) {
        client.get().uri(path).exchange().expectStatus().isOk();
    }

    private JsonNode get(String path, int status) {
        return send(HttpMethod.GET, path, "", status);
    }

    private JsonNode post(String path, String body, int status) {
        return send(HttpMethod.POST, path, body, status);
    }

    private JsonNode send(HttpMethod method, String path, String body, int status) {
        byte[] answer = client.method(method)
                .uri("/internal/performance" + path)
                .header("X-Service-Token", TestIdentity.token("gateway", "user-service"))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .returnResult()
                .getResponseBody();
        return JSON.readTree(Objects.requireNonNull(answer));
    }

    private static JsonNode named(JsonNode list, String name) {
        return named(list, "name", name);
    }

    private static JsonNode named(JsonNode list, String member, String value) {
        return list.valueStream()
                .filter(one -> one.path(member).asString("").equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError(value + " is not in " + list));
    }
}
