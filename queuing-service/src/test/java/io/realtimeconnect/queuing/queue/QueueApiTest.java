package io.realtimeconnect.queuing.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.query.QueryFigures;
import io.realtimeconnect.perf.query.QueryStatistics;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.queuing.match.Conversations;
import io.realtimeconnect.queuing.ticket.Bars;
import io.realtimeconnect.stores.WithStores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "rtc.queuing.capacity=3")
@WithStores(schema = "queuing", isolated = true)
class QueueApiTest {

    private static final Set<UUID> UNREACHABLE = ConcurrentHashMap.newKeySet();

    @TestConfiguration(proxyBeanMethods = false)
    static class Neighbours {

        @Bean
        @Primary
        Users everybody() {
            return id -> UNREACHABLE.contains(id)
                    ? Mono.error(new Problem(HttpStatus.SERVICE_UNAVAILABLE, "UPSTREAM_UNAVAILABLE", "down"))
                    : Mono.just(new Users.User(id, "Name of " + id, List.of("Chess"), List.of("en-GB")));
        }

        @Bean
        @Primary
        Conversations willing() {
            return (id, creation) -> Mono.empty();
        }
    }

    @Autowired
    private Sessions sessions;

    @Autowired
    private DatabaseClient db;

    @Autowired
    private Bars bars;

    @Autowired
    private QueryStatistics queries;

    @LocalServerPort
    private int port;

    private WebTestClient web;

    @BeforeEach
    void connect() {
        web = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
        db.sql("DELETE FROM ticket").then().block();
        db.sql("DELETE FROM match").then().block();
    }

    @Test
    void whoIsBannedDoesNotJoin() {
        Person ann = new Person();
        bars.add(UUID.randomUUID(), ann.id, null).block();
        ann.join("casual")
                .expectStatus()
                .isForbidden()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("ACCOUNT_SUSPENDED");
        assertThat(ann.ticket().path("state").asString()).isEqualTo("idle");
    }

    @Test
    void twoWhoJoinAreMatchedAndSeeOneAnother() {
        Person ann = new Person();
        Person bob = new Person();
        assertThat(ann.ticket().path("state").asString()).isEqualTo("idle");

        JsonNode waiting = ann.join("casual")
                .expectStatus()
                .isAccepted()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        assertThat(waiting.path("state").asString()).isEqualTo("waiting");
        assertThat(waiting.path("position").asInt()).isEqualTo(1);
        assertThat(waiting.path("waiting").asInt()).isEqualTo(1);
        assertThat(waiting.path("estimatedWaitSeconds").asInt()).isPositive();
        ann.join("casual")
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("ALREADY_QUEUED")
                .jsonPath("$.ticket.ticketId")
                .isEqualTo(waiting.path("ticketId").asString());

        bob.join("casual").expectStatus().isAccepted();
        await().until(() -> ann.ticket().path("state").asString().equals("matched"));

        JsonNode match = ann.ticket().path("match");
        assertThat(match.path("partner").path("id").asString()).isEqualTo(bob.id.toString());
        assertThat(match.path("partner").path("displayName").asString()).isEqualTo("Name of " + bob.id);
        assertThat(match.path("commonInterests").get(0).asString()).isEqualTo("chess");
        ann.join("friends")
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("ALREADY_MATCHED")
                .jsonPath("$.match.id")
                .isEqualTo(match.path("id").asString());
        ann.leave().expectStatus().isNotFound();
        String path = "/api/v1/matches/" + match.path("id").asString();
        bob.get(path)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.conversationId")
                .isEqualTo(match.path("conversationId").asString());
        new Person()
                .get(path)
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("MATCH_NOT_FOUND");
        ann.get("/api/v1/matches")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(1)
                .jsonPath("$.nextCursor")
                .isEmpty();
    }

    @Test
    void leavingIsPossibleOnce() {
        Person ann = new Person();
        ann.join("serious").expectStatus().isAccepted();

        ann.leave().expectStatus().isNoContent();
        ann.leave().expectStatus().isNotFound().expectBody().jsonPath("$.code").isEqualTo("NOT_QUEUED");
        assertThat(ann.ticket().path("state").asString()).isEqualTo("idle");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        Person ann = new Person();
        for (String body : List.of(
                "{}",
                "{\"intent\": \"war\"}",
                "{\"intent\": 1}",
                "{\"intent\": null}",
                "[]",
                "",
                "{\"intent\": \"casual\", \"interests\": [\"\"]}",
                "{\"intent\": \"casual\", \"interests\": [null]}",
                "{\"intent\": \"casual\", \"interests\": \"chess\"}",
                "{\"intent\": \"casual\", \"interests\": [\"a\\u0000b\"]}",
                "{\"intent\": \"casual\", \"interests\": [\"" + "x".repeat(51) + "\"]}",
                "{\"intent\": \"casual\", \"languages\": [\"not a language\"]}",
                "{\"intent\": \"casual\", \"languages\": [" + "\"en\",".repeat(20) + "\"en\"]}")) {
            ann.post(body)
                    .expectStatus()
                    .isBadRequest()
                    .expectBody()
                    .jsonPath("$.code")
                    .isNotEmpty();
        }
        assertThat(ann.ticket().path("state").asString()).isEqualTo("idle");
    }

    @Test
    void aFullLineSaysSo() {
        for (String language : List.of("aa", "bb", "cc")) {
            new Person()
                    .post("{\"intent\": \"networking\", \"languages\": [\"" + language + "\"]}")
                    .expectStatus()
                    .isAccepted();
        }

        new Person()
                .join("networking")
                .expectStatus()
                .isEqualTo(503)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("QUEUE_FULL");
    }

    @Test
    void nobodyJoinsWhileProfilesCannotBeAsked() {
        Person ann = new Person();
        UNREACHABLE.add(ann.id);

        ann.join("casual")
                .expectStatus()
                .isEqualTo(503)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UPSTREAM_UNAVAILABLE");
    }

    @Test
    void whoWatchesIsToldOfTheMatch() {
        Person ann = new Person();
        ann.join("friends").expectStatus().isAccepted();

        var events = web.get()
                .uri("/api/v1/queue/events")
                .header("X-Auth-Token", ann.token)
                .accept(MediaType.TEXT_EVENT_STREAM)
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<JsonNode>>() {})
                .getResponseBody()
                .doOnNext(first -> {
                    if ("waiting".equals(first.event())) {
                        Mono.fromRunnable(() -> new Person().join("friends"))
                                .subscribeOn(Schedulers.boundedElastic())
                                .subscribe();
                    }
                })
                .filter(event -> event.event() != null)
                .takeUntil(event -> "matched".equals(event.event()))
                .collectList()
                .block(Duration.ofSeconds(15));

        assertThat(events)
                .extracting(ServerSentEvent::event)
                .startsWith("waiting")
                .endsWith("matched");
        assertThat(events.get(events.size() - 1)
                        .data()
                        .path("match")
                        .path("conversationId")
                        .asString())
                .isNotEmpty();
    }

    @Test
    void whoWatchesBeforeJoiningIsToldAsWell() {
        Person ann = new Person();
        AtomicBoolean joined = new AtomicBoolean();

        String first = ann.watch()
                .doOnNext(event -> {
                    if (joined.compareAndSet(false, true)) {
                        ann.join("casual").expectStatus().isAccepted();
                    }
                })
                .mapNotNull(ServerSentEvent::event)
                .blockFirst(Duration.ofSeconds(15));

        assertThat(first).isEqualTo("waiting");
    }

    @Test
    void theStreamOfADeviceEndsWithItsSession() {
        Person ann = new Person();
        ann.join("casual").expectStatus().isAccepted();

        List<ServerSentEvent<JsonNode>> seen = ann.watch()
                .doOnNext(event -> {
                    if ("waiting".equals(event.event())) {
                        sessions.revokeAll(ann.id, null).block();
                    }
                })
                .collectList()
                .block(Duration.ofSeconds(15));

        assertThat(seen).extracting(ServerSentEvent::event).contains("waiting");
    }

    @Test
    void onlyAdministratorsSeeTheFigures() {
        new Person().get("/api/v1/admin/queue/stats").expectStatus().isForbidden();
        web.get()
                .uri("/api/v1/admin/queue/stats")
                .header("X-Auth-Token", token(UUID.randomUUID(), Role.ADMIN))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.waiting.casual")
                .isNumber()
                .jsonPath("$.matchesPerMinute")
                .isNumber()
                .jsonPath("$.abandoned")
                .isNumber();
    }

    @Test
    void howeverManyLookTheMatchesAreCountedOnceInAWhile() {
        Person ann = new Person();
        ann.join("networking").expectStatus().isAccepted();
        String token = token(ann.id, Role.USER);
        long paces = statements("greatest(");
        long figures = statements("percentile_cont");

        Instant start = Instant.now();
        Flux.range(0, 40)
                .flatMap(
                        i -> WebClient.create("http://127.0.0.1:" + port)
                                .get()
                                .uri("/api/v1/queue")
                                .header("X-Auth-Token", token)
                                .retrieve()
                                .bodyToMono(String.class),
                        20)
                .blockLast();
        JsonNode before = stats();
        ann.leave().expectStatus().isNoContent();
        JsonNode after = stats();

        long seconds = Duration.between(start, Instant.now()).toSeconds();
        assertThat(statements("greatest(") - paces).isBetween(0L, 2 + 2 * seconds);
        assertThat(statements("percentile_cont") - figures).isBetween(0L, 1 + seconds / 4);
        assertThat(before.at("/waiting/networking").asInt()).isEqualTo(1);
        assertThat(after.at("/waiting/networking").asInt()).isZero();
    }

    private JsonNode stats() {
        return web.get()
                .uri("/api/v1/admin/queue/stats")
                .header("X-Auth-Token", token(UUID.randomUUID(), Role.ADMIN))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
    }

    private long statements(String part) {
        return queries.dearest(1000).stream()
                .filter(statement -> statement.name().contains(part))
                .mapToLong(QueryFigures::count)
                .sum();
    }

    private String token(UUID user, Role role) {
        return sessions.admit(new Login(user, "user", Set.of(role), null, null))
                .map(admitted -> admitted.token())
                .block();
    }

    private final class Person {

        final UUID id = UUID.randomUUID();
        final String token = token(id, Role.USER);

        WebTestClient.ResponseSpec join(String intent) {
            return post("{\"intent\": \"" + intent + "\"}");
        }

        WebTestClient.ResponseSpec post(String body) {
            return web.post()
                    .uri("/api/v1/queue")
                    .header("X-Auth-Token", token)
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue(body)
                    .exchange();
        }

        WebTestClient.ResponseSpec leave() {
            return web.delete()
                    .uri("/api/v1/queue")
                    .header("X-Auth-Token", token)
                    .exchange();
        }

        WebTestClient.ResponseSpec get(String path) {
            return web.get().uri(path).header("X-Auth-Token", token).exchange();
        }

        /** The stream of the own ticket, read off the client's loop. */
        Flux<ServerSentEvent<JsonNode>> watch() {
            return web.get()
                    .uri("/api/v1/queue/events")
                    .header("X-Auth-Token", token)
                    .accept(MediaType.TEXT_EVENT_STREAM)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .returnResult(new ParameterizedTypeReference<ServerSentEvent<JsonNode>>() {})
                    .getResponseBody()
                    .publishOn(Schedulers.boundedElastic());
        }

        JsonNode ticket() {
            return get("/api/v1/queue")
                    .expectStatus()
                    .isOk()
                    .expectBody(JsonNode.class)
                    .returnResult()
                    .getResponseBody();
        }
    }
}
