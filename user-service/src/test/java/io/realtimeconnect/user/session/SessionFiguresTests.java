package io.realtimeconnect.user.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.response.ResponseCache;
import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;

@UserServiceTest
class SessionFiguresTests {

    @Autowired
    Api api;

    @Autowired
    DatabaseClient database;

    @Autowired
    SessionUpkeep upkeep;

    @Autowired
    io.realtimeconnect.perf.session.Sessions sessions;

    @Autowired
    ResponseCache answers;

    @Autowired
    UserAnalytics analytics;

    @Test
    void figuresAreKeptUntilTheyAreCountedAnewAndForAdministratorsOnly() {
        String path = "/api/v1/admin/sessions/analytics";
        Person ada = api.signUp();
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(said(api.get(path, api.rootToken()).is(200))).startsWith("user-service; hit"));
        api.get(path, ada.token()).is(403);

        analytics.run("user-analytics", null).block();
        assertThat(said(api.get(path, api.rootToken()).is(200))).startsWith("user-service; fwd=miss");
    }

    private static String said(Api.Answer answer) {
        return answer.headers().getFirst("Cache-Status");
    }

    @Test
    void figuresTellHowManyHowLongAndWhen() {
        Person ada = api.signUp();
        ada.login();
        answers.clear("responses").block();

        var figures = api.get("/api/v1/admin/sessions/analytics", api.rootToken())
                .is(200)
                .json();

        assertThat(figures.propertyNames())
                .containsExactlyInAnyOrder(
                        "activeSessions",
                        "activeUsers",
                        "meanDurationSeconds",
                        "p95DurationSeconds",
                        "evictions",
                        "activityPerHour",
                        "byDevice",
                        "perDay");
        assertThat(figures.path("activeSessions").asLong()).isGreaterThanOrEqualTo(2);
        assertThat(figures.path("activeUsers").asLong())
                .isLessThan(figures.path("activeSessions").asLong());
        assertThat(figures.path("activityPerHour")).hasSize(24);
        assertThat(figures.at("/activityPerHour/23/starts").asLong()).isGreaterThanOrEqualTo(2);
        assertThat(figures.path("byDevice")).isNotEmpty();
    }

    @Test
    void everyEndHasItsReason() {
        Person ada = api.signUp();
        for (int i = 0; i < 3; i++) {
            ada.login();
        }
        Person bob = api.signUp();
        bob.post("/api/v1/auth/logout", null).is(204);
        Person eve = api.signUp();
        eve.login();
        eve.post("/api/v1/auth/logout-all", null).is(204);

        assertThat(reasons(ada)).containsExactly("evicted", "open", "open", "open");
        assertThat(reasons(bob)).containsExactly("ended");
        assertThat(reasons(eve)).containsExactly("all-ended", "all-ended");
    }

    @Test
    void whatRanOutIsSeenByTheUpkeep() {
        Person ada = api.signUp();
        ada.login();
        String first = ada.get("/api/v1/sessions").json().at("/items/1/id").asString();
        sessions.revoke(ada.id(), first).block();
        database.sql("UPDATE session_history SET checked_at = checked_at - interval '5 min' WHERE user_id = :user")
                .bind("user", ada.id())
                .then()
                .block();

        upkeep.run("session-upkeep", null).block();

        assertThat(reasons(ada)).containsExactly("expired", "open");
    }

    private List<String> reasons(Person person) {
        return database.sql(
                        "SELECT coalesce(reason, 'open') FROM session_history WHERE user_id = :user ORDER BY started_at")
                .bind("user", person.id())
                .mapValue(String.class)
                .all()
                .collectList()
                .block();
    }
}
