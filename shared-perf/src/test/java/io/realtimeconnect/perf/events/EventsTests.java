package io.realtimeconnect.perf.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.test.TestIdentity;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.stores.Stores;
import io.realtimeconnect.stores.WithStores;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A service that follows itself over HTTP, on real stores. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.DEFINED_PORT,
        properties = {
            "spring.application.name=user-service",
            "server.address=127.0.0.1",
            "spring.flyway.locations=classpath:db/perf,classpath:db/eventstest",
            "perf.events.poll=10s"
        })
@WithStores(schema = "events", isolated = true)
class EventsTests {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {

        final ConcurrentLinkedQueue<Event> heard = new ConcurrentLinkedQueue<>();

        @Bean
        EventHandler hears() {
            return handler("user-service", Set.of("spoken"), event -> Mono.fromRunnable(() -> heard.add(event)));
        }
    }

    @DynamicPropertySource
    static void ports(DynamicPropertyRegistry registry) {
        int port = Stores.freePort();
        registry.add("server.port", () -> port);
        registry.add("rtc.services.user-service.urls", () -> "http://127.0.0.1:" + port);
    }

    @Autowired
    Service service;

    @Autowired
    Outbox outbox;

    @Autowired
    OutboxTable table;

    @Autowired
    DatabaseClient database;

    @Autowired
    ReactiveTransactionManager transactionManager;

    @org.springframework.boot.test.web.server.LocalServerPort
    int port;

    @Test
    void anEventNeedsATransaction() {
        StepVerifier.create(outbox.append("spoken", "k", Map.of())).verifyError(NoTransactionException.class);
    }

    @Test
    void anEventArrivesSoonAfterItsCommitAndNeverWithoutOne() {
        String key = Ids.next().toString();
        StepVerifier.create(outbox.append("spoken", key, Map.of("n", 1))
                        .then(Mono.error(new IllegalStateException()))
                        .as(this::transaction))
                .verifyError(IllegalStateException.class);
        Flux.merge(outbox.append("spoken", key, Map.of("n", 2)), outbox.append("whispered", key, Map.of("n", 3)))
                .then()
                .as(this::transaction)
                .block();
        await().atMost(Duration.ofSeconds(8))
                .until(() -> service.heard.stream().anyMatch(e -> e.key().equals(key)));
        assertThat(service.heard)
                .filteredOn(e -> e.key().equals(key))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.topic()).isEqualTo("spoken");
                    assertThat(event.payload().get("n").asInt()).isEqualTo(2);
                    assertThat(event.position()).isPositive();
                });
    }

    @Test
    void onlyServicesReadEvents() {
        WebTestClient http =
                WebTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port).build();
        http.get().uri("/internal/events").exchange().expectStatus().isUnauthorized();
        http.get()
                .uri("/internal/events?limit=0")
                .header("X-Service-Token", TestIdentity.token("history-service", "user-service"))
                .exchange()
                .expectStatus()
                .isBadRequest();
        http.get()
                .uri("/internal/events?after=999999&topics=nothing")
                .header("X-Service-Token", TestIdentity.token("history-service", "user-service"))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.last")
                .isEqualTo(999999)
                .jsonPath("$.items")
                .isEmpty();
        assertThat(Access.Level.SERVICE).isNotNull();
    }

    @Test
    void positionsFollowTheOrderOfEachKeyUnderRacingWritersAndRelays() {
        String run = Ids.next().toString();
        long from = head();
        Flux<Long> writes = Flux.range(0, 240)
                .flatMap(
                        i -> increment(run + (i % 4))
                                .flatMap(n -> outbox.append("raced", run + (i % 4), Map.of("n", n))
                                        .thenReturn(n))
                                .as(this::transaction),
                        12);
        Mono<Void> relays = Flux.range(0, 4)
                .flatMap(i -> table.number().delayElement(Duration.ofMillis(5)).repeat(40))
                .then();
        ConcurrentLinkedQueue<Event> read = new ConcurrentLinkedQueue<>();
        Mono<Void> reader = Mono.defer(() -> table.after(read.isEmpty() ? from : last(read), 50, Set.of("raced")))
                .doOnNext(page -> read.addAll(page.items()))
                .delayElement(Duration.ofMillis(3))
                .repeat(60)
                .then();
        Mono.when(writes, relays, reader).block(Duration.ofSeconds(60));
        while (table.number().block() > 0) {
            continue;
        }
        read.addAll(table.after(read.isEmpty() ? from : last(read), 500, Set.of("raced"))
                .block()
                .items());

        assertThat(read).hasSize(240).extracting(Event::position).isSorted().doesNotHaveDuplicates();
        Map<String, Long> seen = new HashMap<>();
        read.forEach(event ->
                assertThat(event.payload().get("n").asLong()).isEqualTo(seen.merge(event.key(), 1L, Long::sum)));
    }

    @Test
    void eachEventTakesEffectOnceAndInOrderWhenFollowersFailAndDie() {
        String source = "source-" + Ids.next();
        long from = head();
        Flux.range(1, 200)
                .concatMap(n -> outbox.append("worked", source, Map.of("n", n)).as(this::transaction))
                .blockLast();
        while (table.number().block() > 0) {
            continue;
        }
        database.sql("INSERT INTO event_position (source, position) VALUES (:s, :p)")
                .bind("s", source)
                .bind("p", from)
                .then()
                .block();

        List<Follower> pair = List.of(follower(source), follower(source));
        pair.forEach(Follower::start);
        await().atMost(Duration.ofSeconds(30)).until(() -> effects(source) > 50);
        pair.forEach(Follower::stop); // in the middle of whatever they do
        List<Follower> next = List.of(follower(source), follower(source));
        next.forEach(Follower::start);
        await().atMost(Duration.ofSeconds(60)).until(() -> effects(source) >= 200);
        next.forEach(Follower::stop);

        List<Long> order = database.sql("SELECT n FROM effect WHERE source = :s ORDER BY seq")
                .bind("s", source)
                .map(row -> row.get("n", Long.class))
                .all()
                .collectList()
                .block();
        assertThat(order)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void retentionRemovesWhatIsOldAndPositionsGoOn() {
        outbox.append("old", "k", Map.of()).as(this::transaction).block();
        table.number().block();
        long head = head();
        database.sql("UPDATE outbox SET created_at = now() - interval '8 days' WHERE position <= :p")
                .bind("p", head)
                .then()
                .block();
        while (table.drop(Duration.ofDays(7)).block() > 0) {
            continue;
        }
        EventPage page = table.after(0, 100, Set.of("old")).block();
        assertThat(page.items()).isEmpty();
        assertThat(page.dropped()).isGreaterThanOrEqualTo(head);
        outbox.append("old", "k", Map.of()).as(this::transaction).block();
        table.number().block();
        assertThat(head()).isGreaterThan(head);
    }

    private Follower follower(String source) {
        EventHandler handler = handler(
                source,
                Set.of("worked"),
                event -> database.sql("INSERT INTO effect (source, position, key, n) VALUES (:s, :p, :k, :n)")
                        .bind("s", source)
                        .bind("p", event.position())
                        .bind("k", event.key())
                        .bind("n", event.payload().get("n").asLong())
                        .then()
                        .then(Mono.defer(() -> ThreadLocalRandom.current().nextInt(10) == 0
                                ? Mono.error(new IllegalStateException("fails after its effect"))
                                : Mono.empty())));
        EventsApi api = (after, limit, topics) -> table.after(after, limit, Set.of(topics.split(",")));
        EventsProperties properties =
                new EventsProperties(Duration.ofMillis(50), 20, Duration.ofDays(7), Duration.ofMillis(200));
        return new Follower(
                handler,
                api,
                new PositionTable(database),
                TransactionalOperator.create(transactionManager),
                new Wakeups("x", null),
                properties,
                new SimpleMeterRegistry());
    }

    private static EventHandler handler(
            String source, Set<String> topics, java.util.function.Function<Event, Mono<Void>> effect) {
        return new EventHandler() {
            @Override
            public String source() {
                return source;
            }

            @Override
            public Set<String> topics() {
                return topics;
            }

            @Override
            public Mono<Void> handle(Event event) {
                return effect.apply(event);
            }
        };
    }

    private Mono<Long> increment(String key) {
        return database.sql(
                        "INSERT INTO counter VALUES (:key, 1) ON CONFLICT (key) DO UPDATE SET n = counter.n + 1 RETURNING n")
                .bind("key", key)
                .map(row -> row.get("n", Long.class))
                .one();
    }

    private long effects(String source) {
        return database.sql("SELECT count(*) AS n FROM effect WHERE source = :s")
                .bind("s", source)
                .map(row -> row.get("n", Long.class))
                .one()
                .block();
    }

    private long head() {
        return database.sql("SELECT position FROM outbox_position")
                .map(row -> row.get("position", Long.class))
                .one()
                .block();
    }

    private static long last(ConcurrentLinkedQueue<Event> events) {
        return events.stream().mapToLong(Event::position).max().orElse(0);
    }

    private <T> Mono<T> transaction(Mono<T> work) {
        return TransactionalOperator.create(transactionManager).transactional(work);
    }
}
