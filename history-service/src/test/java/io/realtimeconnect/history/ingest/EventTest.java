package io.realtimeconnect.history.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.history.HistoryTest;
import io.realtimeconnect.history.People;
import io.realtimeconnect.history.People.Answer;
import io.realtimeconnect.perf.session.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

@HistoryTest
class EventTest {

    private static final String PATH = "/api/v1/events";

    private final UUID ann = UUID.randomUUID();
    private final String type = "t" + UUID.randomUUID();

    @Autowired
    private People people;

    @Autowired
    private Ingest ingest;

    @Autowired
    private EventTable table;

    @Autowired
    private DatabaseClient db;

    @Test
    void oneEventOrManyEachOnce() {
        Map<String, Object> one = Map.of("id", "e1", "type", type, "properties", Map.of("page", "home", "n", 1.5));

        sent(people.post(ann, PATH, one), 1, 0);
        sent(people.post(ann, PATH, one), 0, 1);
        sent(people.post(ann, PATH, Map.of("events", List.of(one, event("e2"), event("e2"), event("e3")))), 2, 2);
        sent(people.post(ann, PATH, Map.of("type", type)), 1, 0);
        sent(people.post(UUID.randomUUID(), PATH, one), 1, 0);

        assertThat(counted()).isEqualTo(5);
        assertThat(number("SELECT count(*) FROM event WHERE user_id = '" + ann + "'"))
                .isEqualTo(4);
    }

    @Test
    void requestsThatRaceCountEachEventOnce() {
        List<EventInput> same = IntStream.range(0, 50)
                .mapToObj(i -> new EventInput("r" + i, type + (i % 3), null, null))
                .toList();
        List<EventInput> turned = new ArrayList<>(same);
        java.util.Collections.reverse(turned);

        List<Ingested> all = Flux.range(0, 16)
                .flatMap(i -> ingest.take(ann, new ArrayList<>(i % 2 == 0 ? same : turned)), 16)
                .collectList()
                .block();

        assertThat(all.stream().mapToInt(Ingested::accepted).sum()).isEqualTo(50);
        assertThat(all.stream().mapToInt(Ingested::duplicates).sum()).isEqualTo(15 * 50);
        assertThat(counted()).isEqualTo(50);
        assertThat(number("SELECT sum(n)::bigint FROM event_own_total WHERE user_id = '" + ann + "'"))
                .isEqualTo(50);
    }

    @Test
    void usersWhoRaceForTheSameMinuteLoseNoCount() {
        Flux.range(0, 60)
                .flatMap(i -> ingest.take(UUID.randomUUID(), new EventInput(null, type, null, null)), 12)
                .blockLast();

        assertThat(counted()).isEqualTo(60);
    }

    @Test
    void allOfABatchOrNone() {
        Answer answer = people.post(
                ann,
                PATH,
                Map.of(
                        "events",
                        List.of(event("a"), Map.of("id", "b", "type", "no type"), Map.of("id", "", "type", type))));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("VALIDATION_FAILED");
        assertThat(answer.body().path("errors").get(0).path("field").asString()).isEqualTo("events[1].type");
        assertThat(answer.body().path("errors").get(1).path("field").asString()).isEqualTo("events[2].id");
        assertThat(counted()).isZero();
    }

    @Test
    void boundsHold() {
        Instant now = Instant.now();
        refused(Map.of("type", type, "at", now.plus(Duration.ofHours(1))), "at");
        refused(Map.of("type", type, "at", now.minus(Duration.ofDays(8))), "at");
        refused(Map.of("type", type, "at", "+1000000000-12-31T23:59:59Z"), "at");
        refused(Map.of("type", type, "properties", Map.of("x", "y".repeat(5_000))), "properties");
        refused(Map.of("type", type, "properties", List.of(1)), "properties");
        refused(Map.of("type", type, "properties", nested(6)), "properties");
        refused(Map.of("type", type, "id", "x".repeat(65)), "id");
        refused(Map.of("type", "x".repeat(65)), "type");
        refused(Map.of(), "type");
        refused(Map.of("events", List.of()), "events");
        refused(
                Map.of(
                        "events",
                        IntStream.range(0, 101).mapToObj(i -> event("e" + i)).toList()),
                "events");
        refused(Map.of("events", Arrays.asList(event("e"), null)), "events[1]");
        sent(
                people.post(
                        ann, PATH, Map.of("type", type, "properties", nested(5), "at", now.minus(Duration.ofDays(6)))),
                1,
                0);
        sent(
                people.post(
                        ann,
                        PATH,
                        Map.of(
                                "events",
                                IntStream.range(0, 100)
                                        .mapToObj(i -> event("e" + i))
                                        .toList())),
                100,
                0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "null",
                "{\"type\": 1}",
                "{\"type\": \"t\", \"at\": \"yesterday\"}",
                "{\"type\": \"t\", \"id\": \"a\\u0000b\"}",
                "{\"type\": \"t\", \"properties\": {\"a\": \"\\u0000\"}}",
                "{\"type\": \"t\", \"properties\": {\"a\": \"\\ud800\"}}",
                "{\"events\": {}}",
                "{\"events\": [1]}"
            })
    void hostileBodiesAreRefusedWithACode(String body) {
        var answer = people.request(HttpMethod.POST, PATH, ann, Role.USER)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .is4xxClientError()
                .expectBody()
                .jsonPath("$.code")
                .exists();
        assertThat(answer).isNotNull();
    }

    @Test
    void numbersBeyondAllMeasureDoNoHarm() {
        var status = people.request(HttpMethod.POST, PATH, ann, Role.USER)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(
                        "{\"type\": \"t\", \"properties\": {\"a\": 1e400000, \"b\": -0.0, \"c\": 12345678901234567890123}}")
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
        assertThat(status).isIn(202, 400);
    }

    @Test
    void nobodySendsWithoutASession() {
        assertThat(people.statusOf(HttpMethod.POST, PATH)).isEqualTo(401);
    }

    @Test
    void eventsGoWhenTheirTimeIsOver() {
        sent(people.post(ann, PATH, event("old")), 1, 0);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(80));
        EventProperties bounds = new EventProperties(
                100,
                org.springframework.util.unit.DataSize.ofKilobytes(4),
                5,
                Duration.ofDays(7),
                Duration.ofMinutes(5),
                Duration.ofDays(90));

        new EventCleanUp(table, bounds, later).run("x", null).block();
        assertThat(counted()).isEqualTo(1);
        table.drop(Instant.now().minus(Duration.ofDays(30))).block();
        assertThat(number("SELECT count(*) FROM event WHERE user_id = '" + ann + "'"))
                .isEqualTo(1);
    }

    private Map<String, Object> event(String id) {
        return Map.of("id", id, "type", type);
    }

    private static Object nested(int depth) {
        return depth == 1 ? Map.of("leaf", 1) : Map.of("in", nested(depth - 1));
    }

    private void refused(Object body, String field) {
        Answer answer = people.post(ann, PATH, body);
        assertThat(answer.status()).as(field).isEqualTo(400);
        assertThat(answer.body().path("errors").get(0).path("field").asString()).isEqualTo(field);
    }

    private static void sent(Answer answer, int accepted, int duplicates) {
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().toString())
                .isEqualTo("{\"accepted\":" + accepted + ",\"duplicates\":" + duplicates + "}");
    }

    private long counted() {
        return number("SELECT coalesce(sum(n), 0)::bigint FROM event_total WHERE starts_with(type, '" + type + "')");
    }

    private long number(String sql) {
        return db.sql(sql).map(row -> row.get(0, Long.class)).one().block();
    }
}
