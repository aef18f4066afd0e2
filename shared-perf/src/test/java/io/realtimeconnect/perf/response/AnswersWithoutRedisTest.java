package io.realtimeconnect.perf.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.response.ResponseTestApplication.Things;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The Redis of the caches is killed, or frozen: every request is answered all the same. */
class AnswersWithoutRedisTest {

    private static RedisServer redis;
    private static ConfigurableApplicationContext service;
    private static Things things;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String id = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        redis = Stores.privateRedis();
        service = new SpringApplicationBuilder(ResponseTestApplication.class)
                .properties(
                        "spring.application.name=alone",
                        "server.port=0",
                        "perf.cache.responses.ttl=10m",
                        "spring.data.redis.url=" + redis.store().url())
                .run();
        things = service.getBean(Things.class);
    }

    @AfterAll
    static void close() {
        service.close();
        redis.close();
    }

    @AfterEach
    void back() {
        redis.resume();
        redis.start();
    }

    @Test
    void requestsAndChangesAreAnsweredWhileRedisIsFrozen() {
        kept("/things/" + id);
        redis.pause();
        answered();
        redis.resume();
        changed();
    }

    @Test
    void requestsAndChangesAreAnsweredWhileRedisIsGone() {
        kept("/things/" + id);
        redis.kill();
        answered();
        redis.start();
        changed();
    }

    private void answered() {
        assertThat(ask("PUT", "/things/" + id).statusCode()).isEqualTo(204);
        assertThat(ask("GET", "/things/" + id).body()).as("changed since").contains("\"run\":2");
        assertThat(ask("GET", "/things/" + id, "Authorization", "Basic eDp5").statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", "/things/" + id, "Cache-Control", "no-cache").statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", "/things/" + id, "Cache-Control", "only-if-cached")
                        .body())
                .as("only if cached")
                .doesNotContain("\"run\":1}", "\"run\":1,");
        int before = things.runs(id);
        ask("GET", "/things/" + id);
        assertThat(ask("PUT", "/things/" + id).statusCode()).isEqualTo(204);
        assertThat(ask("GET", "/things/" + id).body())
                .as("changed once more")
                .doesNotContain("\"run\":" + before + "}", "\"run\":" + before + ",")
                .doesNotContain("\"run\":2}", "\"run\":2,");
        String other = id + "other";
        var asked = IntStream.range(0, 20)
                .mapToObj(i -> http.sendAsync(
                        request("GET", "/things/" + other + "?wait=1000").build(), BodyHandlers.ofString()))
                .toList();
        assertThat(asked.stream().map(CompletableFuture::join)).allMatch(answer -> answer.statusCode() == 200);
        assertThat(things.runs(other)).as("shared in this process").isEqualTo(1);
    }

    /** What Redis still held of before the change nobody is told. */
    private void changed() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            HttpResponse<String> answer = ask("GET", "/things/" + id);
            assertThat(answer.body()).doesNotContain("\"run\":1}").doesNotContain("\"run\":1,");
            return answer.headers().firstValue("Cache-Status").orElse("").contains("hit");
        });
    }

    private void kept(String path) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ask("GET", "/things/warm")
                                .headers()
                                .firstValueAsLong("Age")
                                .orElse(0)
                        >= 2);
        ask("GET", path);
        await().until(() ->
                ask("GET", path).headers().firstValue("Cache-Status").orElse("").contains("hit"));
        assertThat(things.runs(id)).isEqualTo(1);
    }

    private HttpRequest.Builder request(String method, String path) {
        String port = service.getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
    }

    private HttpResponse<String> ask(String method, String path, String... headers) {
        HttpRequest.Builder request = request(method, path);
        try {
            return http.send(
                    headers.length == 0
                            ? request.build()
                            : request.headers(headers).build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
