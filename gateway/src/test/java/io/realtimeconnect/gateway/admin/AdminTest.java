package io.realtimeconnect.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.ratelimit.RateLimitPolicies;
import io.realtimeconnect.perf.session.Role;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import tools.jackson.databind.JsonNode;

class AdminTest extends GatewayTest {

    private static final String JOBS = "{\"items\":[{\"name\":\"%s\",\"state\":\"scheduled\",\"recurring\":true,"
            + "\"waiting\":1,\"running\":0,\"failed\":2,\"nextRun\":\"2026-01-01T00:00:00Z\"}]}";

    @Autowired
    RateLimitPolicies policies;

    @Autowired
    ReactiveStringRedisTemplate redis;

    @BeforeEach
    void forget() {
        List.of(USER, QUEUING, COMMUNICATION, HISTORY, HISTORY_TWO, MODERATION).forEach(service -> service.forget());
    }

    @Test
    void limitsAreListedAndOneIsFound() {
        JsonNode items = get("/limits").path("items");
        assertThat(items.valueStream().map(one -> one.path("name").asString()))
                .contains("anonymous", "api", "auth", "message", "upload")
                .isSorted();
        assertThat(get("/limits/auth").path("limit").asInt()).isEqualTo(10);
        assertThat(get("/limits/auth").path("windowMs").asInt()).isEqualTo(60_000);
        assertThat(caller(Role.ADMIN).get("/api/v1/admin/limits/nonsense").status())
                .isEqualTo(404);
    }

    @Test
    void aChangeIsInForceHereAndInRedisForAllOthers() {
        JsonNode changed = put("/limits/upload", "{\"limit\":7,\"burst\":3}", 200);
        assertThat(changed.path("limit").asInt()).isEqualTo(7);
        assertThat(changed.path("windowMs").asLong()).isEqualTo(3_600_000);
        assertThat(policies.get("upload").burst()).isEqualTo(3);
        assertThat(redis.<String, String>opsForHash()
                        .get("rl:{policies}", "upload")
                        .block())
                .contains("\"limit\":7");
        JsonNode all = put("/limits", "{\"items\":[{\"name\":\"upload\",\"limit\":10,\"burst\":10}]}", 200);
        assertThat(all.path("items")).hasSizeGreaterThan(4);
        await().untilAsserted(() -> assertThat(policies.get("upload").limit()).isEqualTo(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/limits/auth|{\"limit\":0}",
                "/limits/auth|{\"windowMs\":-1}",
                "/limits/auth|{\"limit\":\"many\"}",
                "/limits/auth|{\"onRedisLoss\":\"PANIC\"}",
                "/limits/auth|[]",
                "/limits|{}",
                "/limits|{\"items\":[{\"limit\":3}]}"
            })
    void badLimitsAre400(String path, String body) {
        put(path, body, 400);
    }

    @Test
    void anUnknownPolicyAmongManyChangesNothing() {
        put("/limits", "{\"items\":[{\"name\":\"auth\",\"limit\":3},{\"name\":\"nonsense\",\"limit\":3}]}", 404);
        assertThat(policies.get("auth").limit()).isEqualTo(10);
    }

    @Test
    void jobsOfAllServicesAreListed() {
        USER.internal("/internal/jobs", 200, JOBS.formatted("erase-users"));
        HISTORY.internal("/internal/jobs", 200, JOBS.formatted("export"));
        HISTORY_TWO.internal("/internal/jobs", 200, JOBS.formatted("export"));
        MODERATION.stop();
        try {
            JsonNode found = get("/jobs");
            assertThat(found.path("items")
                            .valueStream()
                            .map(job -> job.path("service").asString() + " "
                                    + job.path("name").asString()))
                    .containsExactlyInAnyOrder("user-service erase-users", "history-service export");
            assertThat(found.path("unanswered").toString()).isEqualTo("[\"moderation-service\"]");
        } finally {
            MODERATION.start();
        }
    }

    @Test
    void aJobIsRunWhereThereIsOneOfThatName() {
        USER.internal("/internal/jobs/erase-users/run", 202, "");
        JsonNode ran = post("/jobs/erase-users/run", 202);
        assertThat(ran.path("services").toString()).isEqualTo("[\"user-service\"]");
        assertThat(post("/jobs/nonsense/run", 404).path("code").asString()).isEqualTo("JOB_NOT_FOUND");
        assertThat(post("/jobs/erase-users/run?service=history-service", 404)
                        .path("code")
                        .asString())
                .isEqualTo("JOB_NOT_FOUND");
    }

    @Test
    void whatWasGivenUpIsForgottenEverywhere() {
        USER.internal("/internal/jobs/cleanup", 200, "{\"removed\":2}");
        HISTORY.internal("/internal/jobs/cleanup", 200, "{\"removed\":3}");
        HISTORY_TWO.internal("/internal/jobs/cleanup", 200, "{\"removed\":3}");
        JsonNode done = post("/jobs/cleanup", 200);
        assertThat(done.path("removed").asInt()).isEqualTo(5);
        assertThat(done.path("services").propertyNames()).containsExactly("user-service", "history-service");
    }

    private JsonNode get(String path) {
        Caller.Answer answer = caller(Role.ADMIN).get("/api/v1/admin" + path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode put(String path, String body, int status) {
        return send("PUT", path, body, status);
    }

    private JsonNode post(String path, int status) {
        return send("POST", path, "", status);
    }

    private JsonNode send(String method, String path, String body, int status) {
        Caller.Answer answer = caller(Role.ADMIN).send(method, "/api/v1/admin" + path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }
}
