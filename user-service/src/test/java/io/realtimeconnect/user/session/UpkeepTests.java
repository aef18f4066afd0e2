package io.realtimeconnect.user.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;

@UserServiceTest
class UpkeepTests {

    @Autowired
    Api api;

    @Autowired
    DatabaseClient database;

    @Autowired
    UserAnalytics analytics;

    @Autowired
    RecentProfiles recent;

    @Autowired
    TokenCleanup cleanup;

    @Test
    void todayIsCountedAndCountedAgain() {
        api.signUp().login();
        analytics.run("user-analytics", null).block();
        long before = today("logins");

        api.signUp().login();
        analytics.run("user-analytics", null).block();

        assertThat(today("logins")).isGreaterThanOrEqualTo(before + 2);
        assertThat(today("registrations")).isPositive();
        assertThat(today("activeUsers")).isPositive();
    }

    @Test
    void profilesOfThoseWhoAreHereAreMadeReady() {
        api.signUp();

        assertThat(recent.load().count().block()).isPositive();
    }

    @Test
    void devicesOfLongAgoAreForgotten() {
        Person ada = api.signUp();
        database.sql("UPDATE known_device SET seen_at = now() - interval '181 days' WHERE user_id = :user")
                .bind("user", ada.id())
                .then()
                .block();

        cleanup.run("token-cleanup", null).block();

        assertThat(database.sql("SELECT count(*) FROM known_device WHERE user_id = :user")
                        .bind("user", ada.id())
                        .mapValue(Long.class)
                        .one()
                        .block())
                .isZero();
    }

    @Test
    void everyJobIsSeenByTheGatewayAndByNobodyElse() {
        var answer =
                api.internal("gateway", HttpMethod.GET, "/internal/jobs", null).is(200);

        List<String> names = new ArrayList<>();
        answer.json().path("items").forEach(item -> names.add(item.path("name").asString()));
        assertThat(names)
                .contains(
                        "cache-warmup",
                        "email-notification",
                        "job-cleanup",
                        "metrics-aggregation",
                        "session-upkeep",
                        "token-cleanup",
                        "user-analytics");
        api.internal("history-service", HttpMethod.GET, "/internal/jobs", null).is(403);
        api.get("/internal/jobs", api.rootToken()).is(401);
        api.internal("gateway", HttpMethod.POST, "/internal/jobs/nonsense/run", Map.of())
                .is(404, "JOB_NOT_FOUND");
    }

    @Test
    void figuresOfMinutesAreForTheGateway() {
        api.internal("gateway", HttpMethod.GET, "/internal/figures?minutes=5", null)
                .is(200);
        api.internal("gateway", HttpMethod.GET, "/internal/figures?minutes=0", null)
                .is(400, "VALIDATION_FAILED");
        api.internal("history-service", HttpMethod.GET, "/internal/figures", null)
                .is(403);
    }

    private long today(String figure) {
        return api.get("/api/v1/admin/sessions/analytics", api.rootToken())
                .is(200)
                .json()
                .at("/perDay/0/" + figure)
                .asLong();
    }
}
