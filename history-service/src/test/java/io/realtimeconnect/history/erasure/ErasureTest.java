package io.realtimeconnect.history.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.history.HistoryTest;
import io.realtimeconnect.history.Neighbours;
import io.realtimeconnect.history.People;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.session.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@HistoryTest
class ErasureTest {

    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();
    private final String trace = "trace" + UUID.randomUUID().toString().replace("-", "");

    @Autowired
    private People people;

    @Autowired
    private Neighbours neighbours;

    @Autowired
    private UserEvents userEvents;

    @Autowired
    private DatabaseClient db;

    @Autowired
    private ReactiveStringRedisTemplate redis;

    @Autowired
    private JsonMapper json;

    @Test
    void nothingOfOnesOwnRemainsInAnyColumnOrKey() {
        UUID conversation = live();
        assertThat(whereItIs()).isNotEmpty();

        var answer = people.delete(ann, "/api/v1/history");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().path("jobId").asString()).isNotEmpty();
        awaitErased(answer.body().path("jobId").asString());
        assertThat(whereItIs()).isEmpty();
        erasedIsShown(conversation);
        assertThat(people.delete(ann, "/api/v1/history").status()).isEqualTo(202);
    }

    @Test
    void theEndOfAnAccountErasesTheSame() {
        UUID conversation = live();
        neighbours.name(ann, trace + "name");
        people.get(bob, "/api/v1/history/interactions");
        assertThat(whereItIs()).anyMatch(place -> place.startsWith("redis"));
        neighbours.name(ann, "");

        var event = new Event(
                1,
                UUID.randomUUID(),
                "user.deleted",
                ann.toString(),
                Instant.now(),
                json.valueToTree(Map.of("userId", ann)));
        userEvents.handle(event).block();
        userEvents.handle(event).block();

        awaitErased(event.id().toString());
        assertThat(whereItIs()).isEmpty();
        erasedIsShown(conversation);
    }

    @Test
    void aNewNameIsShownAlsoWhileUserServiceStillGivesTheOldOne() {
        neighbours.name(ann, "Old");
        people.meet(ann, bob);
        assertThat(nameOfAnn()).isEqualTo("Old");

        userEvents.handle(renamed("Newest", 3)).block();
        userEvents.handle(renamed("New", 2)).block();

        assertThat(nameOfAnn()).isEqualTo("Newest");
    }

    private String nameOfAnn() {
        return people.get(bob, "/api/v1/history/interactions")
                .body()
                .at("/items/0/partner/displayName")
                .asString();
    }

    private Event renamed(String name, int version) {
        return new Event(
                version,
                UUID.randomUUID(),
                "profile.changed",
                ann.toString(),
                Instant.now(),
                json.valueToTree(Map.of("userId", ann, "displayName", name, "version", version)));
    }

    @Test
    void whatOthersSaidAndSentStays() {
        UUID conversation = people.meet(ann, bob);
        people.say(conversation, ann, "mine");
        people.say(conversation, bob, "kept " + trace);
        String type = "t" + UUID.randomUUID();
        people.post(ann, "/api/v1/events", Map.of("type", type));
        people.post(bob, "/api/v1/events", Map.of("type", type));

        awaitErased(people.delete(ann, "/api/v1/history").body().path("jobId").asString());

        JsonNode items = messages(conversation);
        assertThat(items.get(0).path("body").asString()).isEmpty();
        assertThat(items.get(1).path("body").asString()).isEqualTo("kept " + trace);
        assertThat(people.getAsAdmin("/api/v1/analytics/summary?type=" + type)
                        .body()
                        .path("totals")
                        .path("events")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aLongConversationIsErasedWholeAndInOrderOfRev() {
        UUID conversation = people.meet(ann, bob);
        for (int batch = 0; batch < 18; batch++) {
            people.append(IntStream.range(0, 64)
                    .mapToObj(i -> People.message(conversation, i % 4 == 3 ? bob : ann, "m" + i))
                    .toList());
        }
        awaitErased(people.delete(ann, "/api/v1/history").body().path("jobId").asString());

        long left = number("SELECT count(*) FROM message WHERE conversation_id = '" + conversation
                + "' AND sender_id = '" + ann + "' AND body <> ''");
        assertThat(left).isZero();
        assertThat(number("SELECT count(*) FROM message WHERE conversation_id = '" + conversation + "' AND body <> ''"))
                .isEqualTo(18 * 16);
        JsonNode changes = people.service(
                        "communication-service",
                        HttpMethod.GET,
                        "/internal/logs/" + conversation + "/changes?limit=500&afterRev=" + 18 * 64,
                        "")
                .body();
        List<Long> revs = new ArrayList<>();
        changes.path("items").forEach(item -> revs.add(item.path("rev").asLong()));
        assertThat(revs).hasSize(500).isSorted().doesNotHaveDuplicates().startsWith(18 * 64 + 1L);
        assertThat(changes.path("lastRev").asLong()).isEqualTo(18 * 64 + 18 * 48);
    }

    @Test
    void nobodyErasesWithoutASession() {
        assertThat(people.statusOf(HttpMethod.DELETE, "/api/v1/history")).isEqualTo(401);
    }

    /** Leaves traces wherever a user can. */
    private UUID live() {
        UUID conversation = people.meet(ann, bob);
        people.say(conversation, ann, trace + " said");
        people.append(List.of(People.op(
                "message",
                conversation,
                ann,
                Map.of("clientMessageId", "c" + trace, "body", trace, "unscreened", true))));
        String deleted = people.append(List.of(
                        People.op("message", conversation, ann, Map.of("clientMessageId", "d" + trace, "body", trace))))
                .get(0)
                .path("message")
                .path("id")
                .asString();
        people.append(List.of(People.op("delete", conversation, ann, Map.of("messageId", deleted))));
        people.append(List.of(People.op(
                "message",
                conversation,
                ann,
                Map.of("clientMessageId", "v", "type", "voice", "media", Map.of("mediaId", trace)))));
        people.request(HttpMethod.POST, "/api/v1/events", ann, Role.USER)
                .header("Idempotency-Key", trace)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("id", trace, "type", trace, "properties", Map.of(trace, trace)))
                .exchange()
                .expectStatus()
                .isAccepted();
        String export = people.post(ann, "/api/v1/history/export", Map.of())
                .body()
                .path("jobId")
                .asString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> people.get(ann, "/api/v1/history/export/" + export)
                        .body()
                        .path("state")
                        .asString()
                        .equals("done"));
        people.get(bob, "/api/v1/history/messages/search?q=" + trace);
        return conversation;
    }

    private void erasedIsShown(UUID conversation) {
        JsonNode items = messages(conversation);
        assertThat(items).hasSize(4);
        items.forEach(item -> {
            assertThat(item.path("body").asString()).isEmpty();
            assertThat(item.path("deletedAt").asString()).isNotEmpty();
            assertThat(item.has("media")).isFalse();
        });
        assertThat(items.get(0).path("seq").asInt()).isEqualTo(1);
        assertThat(items.get(0).path("rev").asInt()).isGreaterThan(5);
        assertThat(people.get(bob, "/api/v1/history/messages/search?q=" + trace)
                        .body()
                        .path("items"))
                .isEmpty();
    }

    private JsonNode messages(UUID conversation) {
        return people.get(bob, "/api/v1/conversations/" + conversation + "/messages")
                .body()
                .path("items");
    }

    private void awaitErased(String jobId) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        number("SELECT count(*) FROM outbox WHERE topic = 'history.erased' AND payload ->> 'jobId' = '"
                                        + jobId + "'")
                                > 0);
    }

    /** Every column of every table of the schema, and every key of Redis, that has the trace in it, as text or as bytes. */
    private List<String> whereItIs() {
        List<String> found = new ArrayList<>();
        String bytes = java.util.HexFormat.of().formatHex(trace.getBytes(StandardCharsets.UTF_8));
        List<Map<String, Object>> columns =
                db.sql("""
                        SELECT c.table_name, c.column_name, c.data_type
                          FROM information_schema.columns c
                          JOIN information_schema.tables t USING (table_schema, table_name)
                         WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
                        """).fetch().all().collectList().block();
        assertThat(columns).hasSizeGreaterThan(50);
        for (Map<String, Object> column : columns) {
            String table = column.get("table_name").toString();
            String name = column.get("column_name").toString();
            String sql = column.get("data_type").equals("bytea")
                    ? "SELECT count(*) FROM \"%s\" WHERE encode(\"%s\", 'hex') LIKE '%%%s%%'"
                            .formatted(table, name, bytes)
                    : "SELECT count(*) FROM \"%s\" WHERE \"%s\"::text LIKE '%%%s%%'".formatted(table, name, trace);
            if (number(sql) > 0) {
                found.add(table + "." + name);
            }
        }
        redis.scan()
                .concatMap(key -> redis.type(key)
                        .flatMap(type -> (switch (type) {
                                    case STRING -> redis.opsForValue().get(key).onErrorReturn("");
                                    case HASH ->
                                        redis.opsForHash()
                                                .entries(key)
                                                .collectList()
                                                .map(Object::toString);
                                    case SET ->
                                        redis.opsForSet()
                                                .members(key)
                                                .collectList()
                                                .map(Object::toString);
                                    case ZSET ->
                                        redis.opsForZSet()
                                                .range(key, org.springframework.data.domain.Range.unbounded())
                                                .collectList()
                                                .map(Object::toString);
                                    default -> reactor.core.publisher.Mono.just("");
                                })
                                .map(value -> key + "=" + value)))
                .filter(entry -> entry.contains(trace))
                .doOnNext(entry -> found.add("redis " + entry))
                .blockLast();
        return found;
    }

    private long number(String sql) {
        return db.sql(sql).map(row -> row.get(0, Long.class)).one().block();
    }
}
