package io.realtimeconnect.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import io.realtimeconnect.perf.response.ResponseCache;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.test.TestIdentity;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.stores.WithStores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WithStores("moderation")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "management.server.port=0")
class ModerationTest {

    private final UUID moderator = Ids.next();
    private final UUID user = Ids.next();
    private final UUID target = Ids.next();

    @Autowired
    private ResponseCache answers;

    @Autowired
    private Sessions sessions;

    @Autowired
    private DatabaseClient database;

    @Autowired
    private Cursors cursors;

    @Autowired
    private JsonMapper json;

    @Autowired
    private List<EventHandler> handlers;

    @LocalServerPort
    private int port;

    private WebTestClient client = WebTestClient.bindToServer().build();

    @BeforeEach
    void connect() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(10))
                .build();
    }

    @Test
    void aRuleIsInForceWithinASecondOrSo() {
        String word = "w" + UUID.randomUUID().toString().replace("-", "");
        put(
                "/api/v1/moderation/rules",
                Map.of("kind", "word", "expression", word, "category", "abuse", "severity", "high"));

        await().untilAsserted(() ->
                assertThat(screen("you " + word).path("decision").asString()).isEqualTo("block"));
        assertThat(screen("you").path("decision").asString()).isEqualTo("allow");
    }

    @Test
    void aPatternThatCouldBacktrackIsRefused() {
        Answer answer = call(
                HttpMethod.PUT,
                "/api/v1/moderation/rules",
                Map.of("kind", "pattern", "expression", "(a+)\\1", "category", "x", "severity", "low"),
                session(Role.ADMIN));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("VALIDATION_FAILED");
    }

    @Test
    void aPatternOfRepeatedRepetitionsIsRefusedAndSoIsAWordWithoutLetters() {
        for (Map<String, String> rule : List.of(
                Map.of("kind", "pattern", "expression", "(a+)+$"), Map.of("kind", "word", "expression", "\u200b!"))) {
            Map<String, Object> body = new java.util.HashMap<>(rule);
            body.putAll(Map.of("category", "x", "severity", "low"));
            Answer answer = call(HttpMethod.PUT, "/api/v1/moderation/rules", body, session(Role.ADMIN));
            assertThat(answer.code()).as(rule.toString()).isEqualTo("VALIDATION_FAILED");
        }
    }

    @Test
    void aWholeBatchOfLongTextsIsScreenedInOneCall() {
        String text = "\uD83D\uDE00".repeat(1_000);
        byte[] answer = screen(java.util.Collections.nCopies(64, Map.of("text", text)));
        assertThat(json.readTree(answer).path("items")).hasSize(64);
    }

    @Test
    void liftingTwiceIsLiftingOnce() {
        String action = ban();
        String token = session(moderator, Role.MODERATOR);
        for (int i = 0; i < 2; i++) {
            assertThat(call(HttpMethod.DELETE, "/api/v1/moderation/actions/" + action, null, token)
                            .status())
                    .isEqualTo(204);
        }
        assertThat(events()).containsOnlyOnce("action.lifted");
        assertThat(audit()).containsOnlyOnce("ACTION_LIFTED");
        assertThat(call(HttpMethod.DELETE, "/api/v1/moderation/actions/" + Ids.next(), null, token)
                        .code())
                .isEqualTo("ACTION_NOT_FOUND");
    }

    @Test
    void theSameReportTwiceIsOne() {
        Map<String, Object> report = Map.of("targetUserId", target, "reason", "harassment");
        String token = session(user, Role.USER);

        Answer first = call(HttpMethod.POST, "/api/v1/reports", report, token);
        Answer second = call(HttpMethod.POST, "/api/v1/reports", report, token);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(call(HttpMethod.GET, "/api/v1/reports", null, token).body().path("items"))
                .hasSize(1);
    }

    @Test
    void aFlaggedMessageIsInTheQueueOnce() {
        UUID message = Ids.next();
        var payload = json.valueToTree(Map.of(
                "conversationId",
                Ids.next(),
                "messageId",
                message,
                "senderId",
                target,
                "score",
                0.6,
                "categories",
                List.of("abuse")));
        var event = new Event(1, Ids.next(), "message.flagged", "k", Instant.now(), payload);
        EventHandler handler = handlers.stream()
                .filter(each -> each.source().equals("communication-service"))
                .findAny()
                .orElseThrow();

        handler.handle(event).then(handler.handle(event)).block();

        List<JsonNode> found = call(
                        HttpMethod.GET, "/api/v1/moderation/reports?state=open&limit=50", null, session(Role.MODERATOR))
                .body()
                .path("items")
                .valueStream()
                .filter(item -> item.path("messageId").asString("").equals(message.toString()))
                .toList();
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("targetUserId").asString()).isEqualTo(target.toString());
        assertThat(found.get(0).path("reason").asString()).isEqualTo("screening");
    }

    @Test
    void whatCountsAgainstAUserIsToldToServices() {
        ban();
        byte[] answer = client.get()
                .uri("/internal/sanctions/" + target)
                .header("X-Service-Token", TestIdentity.token("communication-service", "moderation-service"))
                .exchange()
                .expectBody()
                .returnResult()
                .getResponseBody();
        assertThat(json.readTree(answer).path("items").path(0).path("kind").asString())
                .isEqualTo("ban");
    }

    @Test
    void whatConcernsAPersonIsForTheFileThatTheyMayHaveWithoutWhoDecided() {
        String reported = report("spam");
        ban();

        assertThat(own(target, "sanctions").path("items").path(0).path("kind").asString())
                .isEqualTo("ban");
        assertThat(own(target, "sanctions").path("items").path(0).has("createdBy"))
                .isFalse();
        assertThat(own(target, "reports").path("items"))
                .as("what others said of one is not one's own")
                .isEmpty();
        assertThat(own(target, "appeals").path("next").isNull()).isTrue();
        assertThat(reported).isNotEmpty();
        assertThat(ownStatus(target, "audit", "history-service")).isEqualTo(404);
        assertThat(ownStatus(target, "sanctions", "communication-service")).isEqualTo(403);
    }

    private JsonNode own(UUID user, String kind) {
        return json.readTree(askOwn(user, kind, "history-service")
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody());
    }

    private int ownStatus(UUID user, String kind, String caller) {
        return askOwn(user, kind, caller).returnResult(String.class).getStatus().value();
    }

    private WebTestClient.ResponseSpec askOwn(UUID user, String kind, String caller) {
        return client.get()
                .uri("/internal/own/" + user + "/" + kind)
                .header("X-Service-Token", TestIdentity.token(caller, "moderation-service"))
                .exchange();
    }

    @Test
    void onlyOneOfManyModeratorsClaimsAReport() {
        String id = report("spam");
        List<Integer> statuses = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> call(
                                HttpMethod.POST,
                                "/api/v1/moderation/reports/" + id + "/claim",
                                null,
                                session(Role.MODERATOR))
                        .status())
                .toList();

        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(7);
    }

    @Test
    void aDecisionWithAnActionIsTakenWholeAndTold() {
        String id = report("threat");
        String token = session(moderator, Role.MODERATOR);
        call(HttpMethod.POST, "/api/v1/moderation/reports/" + id + "/claim", null, token);

        Answer resolved = call(
                HttpMethod.POST,
                "/api/v1/moderation/reports/" + id + "/resolve",
                Map.of("decision", "violation", "note", "clear", "action", Map.of("kind", "ban")),
                token);

        assertThat(resolved.status()).isEqualTo(200);
        assertThat(resolved.body().path("priority").asString()).isEqualTo("urgent");
        assertThat(actions().path(0).path("kind").asString()).isEqualTo("ban");
        assertThat(events()).contains("action.taken");
        assertThat(audit()).contains("REPORT_CLAIMED", "REPORT_RESOLVED", "ACTION_TAKEN");
    }

    @Test
    void aReportThatIsNotClaimedIsNotResolved() {
        Answer answer = call(
                HttpMethod.POST,
                "/api/v1/moderation/reports/" + report("spam") + "/resolve",
                Map.of("decision", "nothing"),
                session(Role.MODERATOR));

        assertThat(answer.code()).isEqualTo("REPORT_NOT_CLAIMED");
    }

    @Test
    void theGravestReportComesFirst() {
        report("spam");
        report("threat");

        JsonNode items = call(
                        HttpMethod.GET, "/api/v1/moderation/reports?state=open&limit=50", null, session(Role.MODERATOR))
                .body()
                .path("items");

        List<Integer> ranks = items.valueStream()
                .map(item -> List.of("urgent", "high", "normal", "low")
                        .indexOf(item.path("priority").asString()))
                .toList();
        assertThat(ranks).isSorted().hasSizeGreaterThan(1);
    }

    @Test
    void anAppealWithTheTokenOfARefusedLoginCanLiftTheAction() {
        String action = ban();
        String token = cursors.encode(
                "appeal",
                target + ":" + action + ":" + Instant.now().plusSeconds(900).getEpochSecond());
        Map<String, Object> appeal = Map.of("actionId", action, "text", "it was not me", "appealToken", token);

        Answer opened = call(HttpMethod.POST, "/api/v1/appeals", appeal, null);
        Answer again = call(HttpMethod.POST, "/api/v1/appeals", appeal, null);
        Answer decided = call(
                HttpMethod.POST,
                "/api/v1/moderation/appeals/" + opened.body().path("id").asString() + "/decide",
                Map.of("decision", "overturned"),
                session(Role.MODERATOR));

        assertThat(opened.status()).isEqualTo(201);
        assertThat(again.code()).isEqualTo("APPEAL_OPEN");
        assertThat(decided.status()).isEqualTo(200);
        assertThat(actions().path(0).hasNonNull("liftedAt")).isTrue();
        assertThat(events()).contains("action.lifted");
    }

    @Test
    void aForgedOrOldAppealTokenIsRefused() {
        String action = ban();
        String old = cursors.encode(
                "appeal",
                target + ":" + action + ":" + Instant.now().minusSeconds(1).getEpochSecond());

        for (String token : List.of(old, old.substring(1), "x")) {
            Answer answer = call(
                    HttpMethod.POST,
                    "/api/v1/appeals",
                    Map.of("actionId", action, "text", "please", "appealToken", token),
                    null);
            assertThat(answer.code()).as(token).isEqualTo("UNAUTHENTICATED");
        }
    }

    @Test
    void theAuditCannotBeChangedByTheService() {
        ban();

        for (String sql : List.of("UPDATE audit SET what = 'x'", "DELETE FROM audit", "TRUNCATE audit")) {
            assertThat(database.sql(sql)
                            .fetch()
                            .rowsUpdated()
                            .map(count -> "done")
                            .onErrorResume(e -> Mono.just("refused"))
                            .block())
                    .as(sql)
                    .isEqualTo("refused");
        }
    }

    @Test
    void figuresNameWhoOffendsAgain() {
        ban();
        ban();

        answers.clear("responses").block();
        Answer answer = call(HttpMethod.GET, "/api/v1/moderation/stats", null, session(Role.ADMIN));

        assertThat(answer.body().path("repeatOffenders").findValuesAsString("userId"))
                .contains(target.toString());
    }

    @Test
    void figuresAreKeptForSomeSecondsForThoseWhoMaySeeThem() {
        String path = "/api/v1/moderation/stats";
        String admin = session(Role.ADMIN);
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                call(HttpMethod.GET, path, null, admin).body())
                        .isEqualTo(call(HttpMethod.GET, path, null, admin).body()));
        assertThat(call(HttpMethod.GET, path, null, session(Role.MODERATOR)).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/moderation/check, MODERATOR",
        "GET, /api/v1/moderation/reports, MODERATOR",
        "POST, /api/v1/moderation/reports/01890000-0000-7000-8000-000000000000/claim, MODERATOR",
        "POST, /api/v1/moderation/reports/01890000-0000-7000-8000-000000000000/resolve, MODERATOR",
        "POST, /api/v1/moderation/actions, MODERATOR",
        "GET, /api/v1/moderation/actions, MODERATOR",
        "DELETE, /api/v1/moderation/actions/01890000-0000-7000-8000-000000000000, MODERATOR",
        "GET, /api/v1/moderation/appeals, MODERATOR",
        "POST, /api/v1/moderation/appeals/01890000-0000-7000-8000-000000000000/decide, MODERATOR",
        "GET, /api/v1/moderation/rules, ADMIN",
        "PUT, /api/v1/moderation/rules, ADMIN",
        "PUT, /api/v1/moderation/rules/01890000-0000-7000-8000-000000000000, ADMIN",
        "DELETE, /api/v1/moderation/rules/01890000-0000-7000-8000-000000000000, ADMIN",
        "GET, /api/v1/moderation/audit, ADMIN",
        "GET, /api/v1/moderation/stats, ADMIN",
        "GET, /api/v1/reports, USER",
        "POST, /api/v1/reports, USER",
    })
    void whoIsLessIsTurnedAway(String method, String path, Role least) {
        assertThat(call(HttpMethod.valueOf(method), path, null, null).status()).isEqualTo(401);
        if (least != Role.USER) {
            String lesser = session(Role.values()[least.ordinal() - 1]);
            assertThat(call(HttpMethod.valueOf(method), path, null, lesser).status())
                    .isEqualTo(403);
        }
        assertThat(call(HttpMethod.valueOf(method), path, null, session(least)).status())
                .isNotIn(401, 403);
    }

    private record Answer(int status, JsonNode body) {

        String code() {
            return body.path("code").asString("");
        }
    }

    private String report(String reason) {
        return call(
                        HttpMethod.POST,
                        "/api/v1/reports",
                        Map.of("targetUserId", target, "reason", reason),
                        session(Role.USER))
                .body()
                .path("id")
                .asString();
    }

    private String ban() {
        return call(
                        HttpMethod.POST,
                        "/api/v1/moderation/actions",
                        Map.of("userId", target, "kind", "ban", "reason", "threats"),
                        session(moderator, Role.MODERATOR))
                .body()
                .path("id")
                .asString();
    }

    private JsonNode actions() {
        return call(HttpMethod.GET, "/api/v1/moderation/actions?userId=" + target, null, session(Role.MODERATOR))
                .body()
                .path("items");
    }

    private List<String> audit() {
        return call(HttpMethod.GET, "/api/v1/moderation/audit?limit=100", null, session(Role.ADMIN))
                .body()
                .path("items")
                .valueStream()
                .filter(line -> line.path("actorId").asString("").equals(moderator.toString()))
                .map(line -> line.path("what").asString())
                .toList();
    }

    private List<String> events() {
        return database.sql("SELECT topic FROM outbox WHERE key = :user")
                .bind("user", target.toString())
                .map(row -> row.get(0, String.class))
                .all()
                .collectList()
                .blockOptional()
                .orElseThrow();
    }

    private void put(String path, Object body) {
        assertThat(call(HttpMethod.PUT, path, body, session(Role.ADMIN)).status())
                .isEqualTo(200);
    }

    private JsonNode screen(String text) {
        return json.readTree(screen(List.of(Map.of("text", text))))
                .path("items")
                .path(0);
    }

    private byte[] screen(List<?> texts) {
        return client.post()
                .uri("/internal/screen")
                .header("X-Service-Token", TestIdentity.token("communication-service", "moderation-service"))
                .header("Content-Type", "application/json")
                .bodyValue(json.writeValueAsBytes(Map.of("items", texts)))
                .exchange()
                .expectBody()
                .returnResult()
                .getResponseBody();
    }

    private String session(Role role) {
        return session(Ids.next(), role);
    }

    private String session(UUID id, Role role) {
        return sessions.admit(new Login(id, "u-" + id, Set.of(role), null, null))
                .blockOptional()
                .orElseThrow()
                .token();
    }

    private Answer call(HttpMethod method, String path, @Nullable Object body, @Nullable String token) {
        var request = client.method(method).uri(path);
        if (token != null) {
            request.header("X-Auth-Token", token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json").bodyValue(json.writeValueAsBytes(body));
        }
        var result = request.exchange().expectBody().returnResult();
        byte[] content = result.getResponseBody();
        return new Answer(
                result.getStatus().value(),
                content == null || content.length == 0 ? json.createObjectNode() : json.readTree(content));
    }
}
