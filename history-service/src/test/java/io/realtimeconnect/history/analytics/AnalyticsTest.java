package io.realtimeconnect.history.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.history.HistoryTest;
import io.realtimeconnect.history.People;
import io.realtimeconnect.history.People.Answer;
import io.realtimeconnect.perf.events.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@HistoryTest
class AnalyticsTest {

    private static final String SUMMARY = "/api/v1/analytics/summary";
    private static final String REALTIME = "/api/v1/analytics/realtime";

    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();
    private final String type = "t" + UUID.randomUUID();

    @Autowired
    private People people;

    @Autowired
    private MatchEvents matchEvents;

    @Autowired
    private DatabaseClient db;

    @Autowired
    private TransactionalOperator transaction;

    @Autowired
    private JsonMapper json;

    @Test
    void oneSeesOnesOwnFiguresAndAnAdministratorAll() {
        Instant now = Instant.now();
        send(ann, now);
        send(ann, now.minus(Duration.ofHours(3)));
        send(bob, now);
        UUID conversation = people.meet(ann, bob);
        people.say(conversation, ann, "hello");
        people.say(conversation, bob, "hi");
        people.say(conversation, bob, "hm");
        matched(ann, bob);

        JsonNode own = ok(people.get(ann, SUMMARY + "?scope=me&bucket=hour"));
        assertThat(own.path("totals").path("counts").path(type).asInt()).isEqualTo(2);
        assertThat(own.path("totals").path("messages").asInt()).isEqualTo(1);
        assertThat(own.path("totals").path("matches").asInt()).isEqualTo(1);
        assertThat(own.path("items").size()).isBetween(24, 25);
        JsonNode last = own.path("items").get(own.path("items").size() - 1);
        assertThat(last.path("activeUsers").asInt()).isLessThanOrEqualTo(1);
        assertThat(ok(people.get(UUID.randomUUID(), SUMMARY + "?scope=me"))
                        .path("totals")
                        .path("events")
                        .asInt())
                .isZero();

        JsonNode all = ok(people.getAsAdmin(SUMMARY + "?bucket=day&type=" + type));
        assertThat(all.path("totals").path("events").asInt()).isEqualTo(3);
        assertThat(all.path("totals").path("messages").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(all.path("totals").path("matches").asInt()).isGreaterThanOrEqualTo(1);
        JsonNode recent = ok(people.getAsAdmin(REALTIME));
        assertThat(recent.path("activeUsers").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(recent.path("openConversations").asInt()).isGreaterThanOrEqualTo(1);
        JsonNode mine = ok(people.get(bob, REALTIME + "?scope=me"));
        assertThat(mine.path("activeUsers").asInt()).isEqualTo(1);
        assertThat(mine.path("counts").path(type).asInt()).isEqualTo(1);
        assertThat(mine.path("messages").asInt()).isEqualTo(2);
        assertThat(mine.path("openConversations").asInt()).isEqualTo(1);
    }

    @Test
    void aTallyChangesWhereMessagesAreCountedAndNotHowMany() {
        UUID conversation = people.meet(ann, bob);
        people.say(conversation, ann, "one");
        people.say(conversation, bob, "two");
        run("UPDATE message SET created_at = created_at - interval '1 hour' WHERE conversation_id = '" + conversation
                + "'");
        run("UPDATE tally SET through = through - interval '2 hours'");
        run("DELETE FROM message_total");
        String path = SUMMARY + "?bucket=day";
        long before =
                ok(people.getAsAdmin(path)).path("totals").path("messages").asLong();

        var tally = new MessageTally(db, transaction, Clock.systemUTC());
        tally.run("x", null).block();
        tally.run("x", null).block();

        assertThat(before).isGreaterThanOrEqualTo(2);
        assertThat(ok(people.getAsAdmin(path)).path("totals").path("messages").asLong())
                .isGreaterThanOrEqualTo(before);
        long tooMany = db.sql(
                        "SELECT (SELECT sum(n)::bigint FROM message_total) - (SELECT count(*) FROM message m, tally t"
                                + " WHERE m.created_at < t.through) AS n")
                .map(row -> row.get("n", Long.class))
                .one()
                .block();
        assertThat(tooMany).isZero();
        long active = db.sql("SELECT count(*) FROM active WHERE user_id = :user AND span = 'hour'")
                .bind("user", ann)
                .map(row -> row.get(0, Long.class))
                .one()
                .block();
        assertThat(active).isEqualTo(1);
    }

    @Test
    void allIsForAdministrators() {
        assertThat(people.get(ann, SUMMARY).code()).isEqualTo("FORBIDDEN");
        assertThat(people.get(ann, SUMMARY + "?scope=all&bucket=x").code()).isEqualTo("FORBIDDEN");
        assertThat(people.get(ann, REALTIME).code()).isEqualTo("FORBIDDEN");
        assertThat(people.statusOf(HttpMethod.GET, SUMMARY + "?scope=me")).isEqualTo(401);
        assertThat(people.statusOf(HttpMethod.GET, REALTIME)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bucket=week",
                "bucket=",
                "from=yesterday",
                "from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
                "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
                "from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z&bucket=minute",
                "from=-999999999-01-01T00:00:00Z&bucket=day",
                "to=%2B999999999-01-01T00:00:00Z&bucket=day",
                "type=",
                "scope=everything"
            })
    void whatCannotBeCountedSaysWhy(String query) {
        Answer answer = people.getAsAdmin(SUMMARY + "?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("VALIDATION_FAILED");
    }

    @Test
    void aDayOfMinutesFits() {
        Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS);
        JsonNode summary =
                ok(people.getAsAdmin(SUMMARY + "?bucket=minute&from=" + day.minus(Duration.ofDays(1)) + "&to=" + day));
        assertThat(summary.path("items")).hasSize(1440);
        assertThat(summary.path("items").get(0).path("start").asString())
                .startsWith(day.minus(Duration.ofDays(1)).toString().substring(0, 19));
    }

    private void send(UUID user, Instant at) {
        assertThat(people.post(user, "/api/v1/events", Map.of("type", type, "at", at))
                        .status())
                .isEqualTo(202);
    }

    private void matched(UUID... users) {
        UUID match = UUID.randomUUID();
        var payload =
                json.valueToTree(Map.of("matchId", match, "conversationId", match, "participants", List.of(users)));
        var event = new Event(1, UUID.randomUUID(), "match.made", match.toString(), Instant.now(), payload);
        matchEvents.handle(event).block();
        matchEvents.handle(event).block();
    }

    private void run(String sql) {
        db.sql(sql).then().block();
    }

    private static JsonNode ok(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }
}
