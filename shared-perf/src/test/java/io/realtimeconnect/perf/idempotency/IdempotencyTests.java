package io.realtimeconnect.perf.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.WebAttributes;
import io.realtimeconnect.stores.WithStores;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.http.codec.multipart.FormFieldPart;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=user-service",
            "spring.flyway.locations=classpath:db/perf",
            "perf.idempotency.lease=2s",
            "perf.idempotency.patience=6s",
            "perf.idempotency.max-answer=1KB"
        })
@WithStores(schema = "idempotency", isolated = true)
class IdempotencyTests {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Effects.class)
    static class Service {

        /** Stands in for the session. */
        @Bean
        WebFilter user() {
            return (exchange, chain) -> {
                String user = exchange.getRequest().getHeaders().getFirst("X-Test-User");
                if (user != null) {
                    exchange.getAttributes().put(WebAttributes.USER_ID, UUID.fromString(user));
                }
                return chain.filter(exchange);
            };
        }
    }

    @RestController
    @Access(Access.Level.ANYONE)
    static class Effects {

        final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

        @PostMapping("/effects/{id}")
        Mono<ResponseEntity<Map<String, Object>>> make(@PathVariable UUID id, @RequestBody Map<String, Object> body) {
            int n = count(id);
            long delay = body.get("delay") instanceof Number ms ? ms.longValue() : 0;
            return Mono.delay(Duration.ofMillis(delay))
                    .thenReturn(ResponseEntity.created(URI.create("/effects/" + n))
                            .body(Map.of(
                                    "n",
                                    n,
                                    "text",
                                    "x".repeat(body.get("size") instanceof Number s ? s.intValue() : 0))));
        }

        @PostMapping("/conflicts/{id}")
        Mono<Void> conflict(@PathVariable UUID id) {
            count(id);
            return Mono.error(new Problem(HttpStatus.CONFLICT, "BUSY", "busy"));
        }

        @PostMapping("/defects/{id}")
        Mono<Void> defect(@PathVariable UUID id) {
            count(id);
            return Mono.error(new IllegalStateException("broken"));
        }

        @PostMapping("/nothing/{id}")
        @ResponseStatus(HttpStatus.NO_CONTENT)
        Mono<Void> nothing(@PathVariable UUID id) {
            count(id);
            return Mono.empty();
        }

        @PostMapping("/parts/{id}")
        Mono<String> parts(@PathVariable UUID id, @RequestPart("text") FormFieldPart text) {
            return Mono.just(count(id) + text.value());
        }

        private int count(UUID id) {
            return counts.computeIfAbsent(id.toString(), any -> new AtomicInteger())
                    .incrementAndGet();
        }
    }

    @Autowired
    Effects effects;

    @Autowired
    DatabaseClient database;

    @Autowired
    IdempotencyCleaner cleaner;

    @LocalServerPort
    int port;

    private final UUID user = Ids.next();
    private final UUID id = Ids.next();
    private final String key = "key-" + Ids.next();
    private WebTestClient http;

    @BeforeEach
    void connect() {
        http = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
    }

    @Test
    void theSameKeyGivesTheSameAnswerAndOneEffect() {
        var first = post("/effects/", user, key, Map.of("a", 1));
        var second = post("/effects/", user, key, Map.of("a", 1));
        assertThat(first.getStatus().value()).isEqualTo(201);
        assertThat(second.getStatus()).isEqualTo(first.getStatus());
        assertThat(second.getResponseBody()).isEqualTo(first.getResponseBody());
        assertThat(second.getResponseHeaders().getLocation())
                .isEqualTo(first.getResponseHeaders().getLocation());
        assertThat(second.getResponseHeaders().getContentType())
                .isEqualTo(first.getResponseHeaders().getContentType());
        assertThat(second.getResponseHeaders().getFirst("Idempotency-Replayed")).isEqualTo("true");
        assertThat(effects()).isOne();
    }

    @Test
    void anotherBodyOrPathUnderTheKeyIsRefused() {
        post("/effects/", user, key, Map.of("a", 1));
        assertThat(text(post("/effects/", user, key, Map.of("a", 2)))).contains("IDEMPOTENCY_KEY_REUSED");
        assertThat(post("/nothing/", user, key, Map.of("a", 1)).getStatus().value())
                .isEqualTo(422);
        assertThat(post("/effects/", Ids.next(), key, Map.of("a", 2))
                        .getStatus()
                        .value())
                .isEqualTo(201);
        assertThat(effects()).isEqualTo(2);
    }

    @Test
    void racingDuplicatesHaveOneEffectAndOneAnswer() {
        List<String> answers = Flux.range(0, 20)
                .flatMap(
                        i -> Mono.fromCallable(() -> text(post("/effects/", user, key, Map.of("delay", 300))))
                                .subscribeOn(Schedulers.boundedElastic()),
                        20)
                .collectList()
                .block();
        assertThat(answers).hasSize(20).containsOnly(answers.get(0));
        assertThat(effects()).isOne();
    }

    @Test
    void aRequestThatTakesLongerThanItsLeaseKeepsIt() {
        Mono<String> slow = Mono.fromCallable(() -> text(post("/effects/", user, key, Map.of("delay", 4_000))))
                .subscribeOn(Schedulers.boundedElastic());
        assertThat(Flux.merge(slow, slow.delaySubscription(Duration.ofMillis(2_500)))
                        .distinct()
                        .collectList()
                        .block())
                .hasSize(1);
        assertThat(effects()).isOne();
    }

    @Test
    void aRefusalIsKeptAndADefectIsNot() {
        assertThat(text(post("/conflicts/", user, key, Map.of())))
                .contains("BUSY")
                .isEqualTo(text(post("/conflicts/", user, key, Map.of())));
        assertThat(effects()).isOne();
        String other = key + "-2";
        assertThat(post("/defects/", user, other, Map.of()).getStatus().value()).isEqualTo(500);
        assertThat(post("/defects/", user, other, Map.of()).getStatus().value()).isEqualTo(500);
        assertThat(effects()).isEqualTo(3);
    }

    @Test
    void anEmptyAnswerIsKept() {
        assertThat(post("/nothing/", user, key, Map.of()).getStatus().value()).isEqualTo(204);
        assertThat(post("/nothing/", user, key, Map.of()).getStatus().value()).isEqualTo(204);
        assertThat(effects()).isOne();
    }

    @Test
    void anAnswerTooLargeToKeepIsNeverMadeTwice() {
        assertThat(post("/effects/", user, key, Map.of("size", 2000))
                        .getStatus()
                        .value())
                .isEqualTo(201);
        assertThat(text(post("/effects/", user, key, Map.of("size", 2000)))).contains("IDEMPOTENCY_KEY_IN_USE");
        assertThat(effects()).isOne();
    }

    @Test
    void aMultipartBodyIsTheSameUnderAnotherBoundary() {
        assertThat(text(parts())).isEqualTo("1hello").isEqualTo(text(parts()));
    }

    @Test
    void theKeyOfAnInstanceThatDiedIsTakenOverWhenItsLeaseEnds() {
        post("/effects/", user, key, Map.of("a", 1));
        database.sql(
                        "UPDATE idempotency SET state = 'in_progress', status = NULL, lease_until = now() + interval '1 s' WHERE key = :k")
                .bind("k", key)
                .then()
                .block();
        assertThat(post("/effects/", user, key, Map.of("a", 1)).getStatus().value())
                .isEqualTo(201);
        assertThat(effects()).isEqualTo(2);
    }

    @Test
    void whereTheFirstGoesOnForTooLongTheSecondIsTold() {
        post("/effects/", user, key, Map.of("a", 1));
        database.sql(
                        "UPDATE idempotency SET state = 'in_progress', status = NULL, lease_until = now() + interval '1 h' WHERE key = :k")
                .bind("k", key)
                .then()
                .block();
        var told = post("/effects/", user, key, Map.of("a", 1));
        assertThat(told.getStatus().value()).isEqualTo(409);
        assertThat(told.getResponseHeaders().getFirst("Retry-After")).isEqualTo("1");
    }

    @Test
    void aDayLaterTheKeyIsFreeAndItsAnswerIsGone() {
        post("/effects/", user, key, Map.of("a", 1));
        database.sql("UPDATE idempotency SET created_at = now() - interval '25 h' WHERE key = :k")
                .bind("k", key)
                .then()
                .block();
        assertThat(post("/effects/", user, key, Map.of("a", 2)).getStatus().value())
                .isEqualTo(201);
        database.sql("UPDATE idempotency SET created_at = now() - interval '25 h' WHERE key = :k")
                .bind("k", key)
                .then()
                .block();
        cleaner.clean().block();
        assertThat(database.sql("SELECT count(*) AS n FROM idempotency WHERE key = :k")
                        .bind("k", key)
                        .map(r -> r.get("n", Long.class))
                        .one()
                        .block())
                .isZero();
    }

    @Test
    void withoutAUserOrWithABadKey() {
        http.post()
                .uri("/effects/" + id)
                .header("Idempotency-Key", key)
                .bodyValue(Map.of())
                .exchange()
                .expectStatus()
                .isCreated();
        http.post()
                .uri("/effects/" + id)
                .header("Idempotency-Key", key)
                .bodyValue(Map.of())
                .exchange()
                .expectStatus()
                .isCreated();
        assertThat(effects()).isEqualTo(2);
        assertThat(post("/effects/", user, "a b", Map.of()).getStatus().value()).isEqualTo(400);
        http.post()
                .uri("/effects/" + id)
                .header("X-Test-User", user.toString())
                .header("Idempotency-Key", key)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("x".repeat(70_000))
                .exchange()
                .expectStatus()
                .isEqualTo(413);
    }

    private EntityExchangeResult<byte[]> parts() {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("text", "hello");
        return http.post()
                .uri("/parts/" + id)
                .header("X-Test-User", user.toString())
                .header("Idempotency-Key", key)
                .body(BodyInserters.fromMultipartData(parts.build()))
                .exchange()
                .expectBody()
                .returnResult();
    }

    private EntityExchangeResult<byte[]> post(String path, UUID who, String idempotencyKey, Map<String, Object> body) {
        return http.post()
                .uri(path + id)
                .header("X-Test-User", who.toString())
                .header("Idempotency-Key", idempotencyKey)
                .bodyValue(body)
                .exchange()
                .expectBody()
                .returnResult();
    }

    private int effects() {
        return effects.counts.get(id.toString()).get();
    }

    private static String text(EntityExchangeResult<byte[]> result) {
        return new String(result.getResponseBody(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
