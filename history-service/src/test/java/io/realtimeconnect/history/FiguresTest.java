package io.realtimeconnect.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.session.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How long calls take with 100,000 messages stored, eight at a time, over HTTP to this service:
 * {@code ./mvnw -pl history-service -am test -Dtest=FiguresTest -Dfigures -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@HistoryTest
@EnabledIfSystemProperty(named = "figures", matches = ".*")
class FiguresTest {

    private static final Logger log = LoggerFactory.getLogger(FiguresTest.class);
    private static final int CONVERSATIONS = 200;
    private static final int MESSAGES = 500;
    private static final int CALLS = 2_000;

    private final UUID ann = UUID.randomUUID();
    private final List<String> vocabulary = IntStream.range(0, 5_000)
            .mapToObj(i -> "w" + Integer.toString(100_000 + i * 7919, 36))
            .toList();

    @Autowired
    private People people;

    @Autowired
    private DatabaseClient db;

    @LocalServerPort
    private int port;

    @Test
    void callsOfHistory() {
        Random random = new Random(7);
        for (int c = 0; c < CONVERSATIONS; c++) {
            UUID partner = UUID.randomUUID();
            UUID conversation = people.meet(c % 10 == 0 ? ann : UUID.randomUUID(), partner);
            for (int from = 0; from < MESSAGES; from += 50) {
                people.append(IntStream.range(0, 50)
                        .mapToObj(i -> People.message(conversation, partner, sentence(random)))
                        .toList());
            }
        }
        UUID bob = UUID.randomUUID();
        UUID few = people.meet(bob, UUID.randomUUID());
        for (int from = 0; from < MESSAGES; from += 50) {
            people.append(IntStream.range(0, 50)
                    .mapToObj(i -> People.message(few, bob, sentence(random)))
                    .toList());
        }
        db.sql("ANALYZE message, head, participant").then().onErrorComplete().block();
        String token = people.token(ann, Role.USER);
        WebClient web = web(token);
        WebClient webOfBob = web(people.token(bob, Role.USER));
        measure("search of one with 500 messages, a word", i -> search(webOfBob, word(random)));
        measure("search of one with 10,000 messages, a word", i -> search(web, word(random)));
        measure("the same, two words", i -> search(web, word(random) + " " + word(random)));
        measure("the same, a beginning", i -> search(web, word(random).substring(0, 3)));
        measure(
                "event batch of 100",
                i -> web.post()
                        .uri("/api/v1/events")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(Map.of("events", events()))
                        .retrieve()
                        .bodyToMono(String.class));
        measure(
                "interactions",
                i -> web.get().uri("/api/v1/history/interactions").retrieve().bodyToMono(String.class));
        measure(
                "own summary, 24 hours",
                i -> web.get()
                        .uri("/api/v1/analytics/summary?scope=me")
                        .retrieve()
                        .bodyToMono(String.class));
        assertThat(token).isNotEmpty();
    }

    private WebClient web(String token) {
        return WebClient.builder()
                .baseUrl("http://127.0.0.1:" + port)
                .defaultHeader("X-Auth-Token", token)
                .build();
    }

    private static Mono<String> search(WebClient web, String q) {
        return web.get()
                .uri("/api/v1/history/messages/search?q={q}", q)
                .retrieve()
                .bodyToMono(String.class);
    }

    private static List<Map<String, Object>> events() {
        return IntStream.range(0, 100)
                .mapToObj(i -> Map.<String, Object>of(
                        "id", UUID.randomUUID(), "type", "screen." + i % 7, "properties", Map.of("n", i)))
                .toList();
    }

    private static void measure(String what, IntFunction<Mono<String>> call) {
        run(call, CALLS / 4);
        long start = System.nanoTime();
        List<Long> took = run(call, CALLS);
        double seconds = (System.nanoTime() - start) / 1e9;
        Collections.sort(took);
        log.atInfo()
                .addKeyValue("what", what)
                .addKeyValue("p50ms", millis(took.get(took.size() / 2)))
                .addKeyValue("p99ms", millis(took.get(took.size() * 99 / 100)))
                .addKeyValue("perSecond", Math.round(CALLS / seconds))
                .log("figures");
    }

    private static List<Long> run(IntFunction<Mono<String>> call, int times) {
        return Flux.range(0, times)
                .flatMap(
                        i -> Mono.defer(() -> {
                            long start = System.nanoTime();
                            return call.apply(i).map(answer -> System.nanoTime() - start);
                        }),
                        8)
                .collect(Collectors.toCollection(ArrayList::new))
                .block();
    }

    private static String millis(long nanos) {
        return "%.1f".formatted(nanos / 1e6);
    }

    /** Frequent words come often: the square of an even number between 0 and 1. */
    private String word(Random random) {
        double at = random.nextDouble();
        return vocabulary.get((int) (at * at * vocabulary.size()));
    }

    private String sentence(Random random) {
        return IntStream.range(0, 3 + random.nextInt(15))
                .mapToObj(i -> word(random))
                .collect(Collectors.joining(" "));
    }
}
