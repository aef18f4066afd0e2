package io.realtimeconnect.perf.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.stores.WithStores;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** However many answers are asked for, those in memory have a bound. */
@SpringBootTest(
        classes = ResponseTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=weighed",
            "perf.redis.timeout=5s",
            "perf.cache.command-timeout=5s",
            "perf.cache.local-ttl=10m",
            "perf.cache.responses.ttl=10m",
            "perf.cache.responses.max-weight=100KB",
            "perf.cache.caches.counted.max-entries=7"
        })
@Import(AnswersInMemoryTest.Pages.class)
@WithStores
class AnswersInMemoryTest {

    private static final int ASKED = 20;

    @LocalServerPort
    private int port;

    @Autowired
    private TwoTierCaches caches;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String id = UUID.randomUUID().toString();

    @RestController
    @Access(Access.Level.ANYONE)
    static class Pages {

        @CachedResponse
        @GetMapping("/pages/{id}")
        String page(@PathVariable String id) {
            return "x".repeat(10_000);
        }

        @CachedResponse(cache = "counted")
        @GetMapping("/counted/{id}")
        String counted(@PathVariable String id) {
            return "x".repeat(10_000);
        }
    }

    /** Until it is told of changes, a cache may forget. */
    @BeforeEach
    void listens() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> status("/pages/warm").contains("hit")
                        && status("/counted/warm").contains("hit"));
    }

    @Test
    void theFirstTierWeighsNoMoreThanItMay() {
        ask("/pages/");
        assertThat(entries("responses")).isBetween(1L, 10L);
        assertThat(status("/pages/" + id + "0")).as("the second tier has it").contains("hit");
    }

    @Test
    void whereACacheSaysItselfHowManyItKeepsThatCounts() {
        ask("/counted/");
        assertThat(entries("counted")).isEqualTo(7);
    }

    private void ask(String path) {
        for (int i = 0; i < ASKED; i++) {
            String page = path + id + i;
            await().pollInterval(Duration.ofMillis(5)).until(() -> status(page).contains("hit"));
        }
    }

    private long entries(String cache) {
        return caches.find(cache).orElseThrow().statistics().entries();
    }

    private String status(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString())
                .join()
                .headers()
                .firstValue("Cache-Status")
                .orElse("none");
    }
}
