package io.realtimeconnect.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.gateway.Caller.Answer;
import io.realtimeconnect.gateway.GatewayTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@TestPropertySource(properties = {"rtc.gateway.routes=classpath:upstream.table", "rtc.gateway.upstream.idle=1s"})
class UpstreamTest extends GatewayTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @BeforeEach
    void forget() {
        List.of(QUEUING, HISTORY, HISTORY_TWO, MODERATION).forEach(service -> service.forget());
        // breakers of earlier tests close again
        await().atMost(SOON).untilAsserted(() -> {
            for (int i = 0; i < 4; i++) {
                assertThat(caller().get("/api/v1/queue").status()).isEqualTo(200);
                assertThat(caller().get("/api/v1/users").status()).isEqualTo(200);
                assertThat(caller().get("/api/v1/reports").status()).isEqualTo(200);
            }
            assertThat(HISTORY.seen()).hasSizeGreaterThan(1);
            assertThat(HISTORY_TWO.seen()).hasSizeGreaterThan(1);
        });
        List.of(QUEUING, HISTORY, HISTORY_TWO, MODERATION).forEach(service -> service.forget());
    }

    @Test
    void pastItsDeadlineARequestIsA504AndTheServiceIsLetGo() {
        long start = System.nanoTime();
        Answer answer = caller().with("X-Fake", "never").get("/api/v1/conversations");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("UPSTREAM_TIMEOUT");
        assertThat(millisSince(start)).isGreaterThanOrEqualTo(500L);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(QUEUING.cancelled.get()).isEqualTo(1));
    }

    @Test
    void aClientThatLeavesLetsTheServiceGo() {
        for (int i = 0; i < 10; i++) {
            int before = i;
            Disposable client = caller().with("X-Fake", "never")
                    .ask("GET", "/api/v1/queue", null)
                    .subscribe();
            await().atMost(SOON).until(() -> QUEUING.waiting.get() > before);
            client.dispose();
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(QUEUING.cancelled.get()).isEqualTo(10));
    }

    @Test
    void anAnswerThatNeverEndsIsCutAtTheDeadline() {
        assertThatThrownBy(() -> caller().with("X-Fake", "trickle").get("/api/v1/conversations"))
                .hasMessageContaining("prematurely closed");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(QUEUING.cancelled.get()).isEqualTo(1));
    }

    @Test
    void anAnswerThatBreaksOffBreaksOffForTheClientToo() {
        assertThatThrownBy(() -> caller().with("X-Fake", "half").get("/api/v1/queue"))
                .hasMessageContaining("prematurely closed");
        assertThat(caller().get("/api/v1/queue").status()).isEqualTo(200);
    }

    @Test
    void whenNothingListensItIsA503AtOnceAndStaysOneWhileTheBreakerIsOpen() {
        QUEUING.stop();
        try {
            long fastest = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                Answer answer = caller().get("/api/v1/queue");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                fastest = i > 5 ? Math.min(fastest, millisSince(start)) : fastest;
            }
            assertThat(fastest).isLessThan(100); // what the code takes, not what a busy machine adds
        } finally {
            QUEUING.start();
        }
    }

    @Test
    void aDeadInstanceIsPassedOverForAnyRequest() {
        HISTORY.stop();
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(caller().send(i % 2 == 0 ? "POST" : "GET", "/api/v1/users", i % 2 == 0 ? "{\"n\":1}" : null)
                                .status())
                        .isEqualTo(200);
            }
            assertThat(HISTORY_TWO.seen())
                    .hasSize(20)
                    .allMatch(seen -> !seen.method().equals("POST") || seen.bytes() == 7);
        } finally {
            HISTORY.start();
        }
    }

    @Test
    void anInstanceThatIsBackTakesItsTurnsAgain() {
        HISTORY.stop();
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(caller().get("/api/v1/users").status()).isEqualTo(200);
            }
        } finally {
            HISTORY.start();
        }
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(caller().get("/api/v1/users").status()).isEqualTo(200);
            assertThat(HISTORY.seen()).isNotEmpty();
        });
    }

    @Test
    void instancesTakeTurns() {
        Set<String> served = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            served.add(caller().get("/api/v1/users").header("X-Served-By"));
        }
        assertThat(served).hasSize(2);
    }

    @Test
    void aWriteThatMayHaveHappenedIsNotSentAgain() {
        Answer answer = caller().with("X-Fake", "die").post("/api/v1/users", "{}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(HISTORY.died.get() + HISTORY_TWO.died.get()).isEqualTo(1);
    }

    @Test
    void aReadIsAskedOfAnotherInstance() {
        caller().with("X-Fake", "die").get("/api/v1/users");
        assertThat(HISTORY.died.get()).isEqualTo(1);
        assertThat(HISTORY_TWO.died.get()).isEqualTo(1);
    }

    @Test
    void largeAnswersAreCompressedForThoseWhoTakeThat() {
        Answer plain = caller().with("X-Fake", "big").get("/api/v1/queue");
        assertThat(plain.headers().contains("Content-Encoding")).isFalse();
        assertThat(plain.content()).hasSize(200_002);
        Answer packed =
                caller().with("X-Fake", "big").with("Accept-Encoding", "gzip").get("/api/v1/queue");
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.content().length).isLessThan(5_000);
    }

    @Test
    void aProblemOfTheServiceIsPassedOn() {
        Answer answer = caller().with("X-Fake", "problem").post("/api/v1/queue", "{}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("TAKEN");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void eventsArriveAsTheyHappenAndOutliveDeadlines() {
        List<String> events = new ArrayList<>();
        caller().with("X-Fake", "events")
                .http()
                .get()
                .uri("/api/v1/queue/events")
                .response((response, body) -> {
                    assertThat(response.responseHeaders().get("Content-Type")).startsWith("text/event-stream");
                    return body.asString().take(6);
                })
                .doOnNext(events::add)
                .blockLast(SOON);
        assertThat(String.join("", events)).contains("\"n\":4");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(QUEUING.cancelled.get()).isEqualTo(1));
    }

    @Test
    void aStormOfCancellationsLeavesNothingBehind() {
        Flux.range(0, 300)
                .flatMap(
                        i -> caller().with("X-Fake", i % 3 == 0 ? "trickle" : i % 3 == 1 ? "never" : "big")
                                .ask("GET", "/api/v1/queue", null)
                                .timeout(Duration.ofMillis(20 + i % 50), Mono.empty())
                                .onErrorComplete(),
                        16)
                .blockLast(Duration.ofSeconds(60));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(QUEUING.connections()).isLessThan(60));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(caller().get("/api/v1/queue").status()).isEqualTo(200));
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
