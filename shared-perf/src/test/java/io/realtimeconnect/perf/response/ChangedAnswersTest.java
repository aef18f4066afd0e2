package io.realtimeconnect.perf.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.response.ResponseTestApplication.Things;
import io.realtimeconnect.perf.session.Admitted;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.stores.WithStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;

/** What a request changes, no kept answer denies. */
@SpringBootTest(
        classes = ResponseTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=changes",
            "perf.redis.timeout=5s",
            "perf.cache.command-timeout=5s",
            "perf.cache.lease-wait=20s",
            "perf.cache.responses.ttl=10m"
        })
@WithStores
class ChangedAnswersTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @LocalServerPort
    private int port;

    @Value("${spring.data.redis.url}")
    private String redis;

    @Autowired
    private Things things;

    @Autowired
    private Sessions sessions;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String id = UUID.randomUUID().toString();
    private static boolean listening;

    /** Until it is told of changes, a cache may forget. */
    @BeforeEach
    void listens() {
        if (!listening) {
            listens(port);
            listening = true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "PATCH", "DELETE"})
    void aChangeTakesTheAnswersOfItsPathAway(String method) {
        keep("/things/" + id);
        keep("/things/" + id + "?field=a");
        keep("/things/" + id + "other");
        assertThat(things.runs(id)).isEqualTo(2);

        assertThat(ask(method, "/things/" + id).statusCode()).isEqualTo(204);

        assertThat(get("/things/" + id).body()).contains("\"run\":3");
        assertThat(get("/things/" + id + "?field=a").body()).contains("\"run\":4");
        assertThat(get("/things/" + id + "other").body()).contains("\"run\":1");
    }

    @Test
    void onAnotherInstanceToo() {
        try (ConfigurableApplicationContext second = new SpringApplicationBuilder(ResponseTestApplication.class)
                .properties(
                        "spring.application.name=changes",
                        "server.port=0",
                        "perf.redis.timeout=5s",
                        "perf.cache.command-timeout=5s",
                        "perf.cache.lease-wait=20s",
                        "perf.cache.responses.ttl=10m",
                        "spring.data.redis.url=" + redis)
                .run()) {
            int other = Integer.parseInt(second.getEnvironment().getProperty("local.server.port"));
            Things theirs = second.getBean(Things.class);
            listens(other);
            keep("/things/" + id);
            assertThat(status(ask(other, "GET", "/things/" + id))).contains("hit");
            assertThat(things.runs(id) + theirs.runs(id)).isEqualTo(1);

            ask("PUT", "/things/" + id);
            // its first tier learns of it by a message
            await().atMost(LONG).untilAsserted(() -> {
                ask(other, "GET", "/things/" + id);
                assertThat(theirs.runs(id)).isEqualTo(1);
            });
            assertThat(status(get("/things/" + id))).as("of the other's run").contains("hit");

            ask(other, "DELETE", "/things/" + id);
            await().atMost(LONG).untilAsserted(() -> {
                get("/things/" + id);
                assertThat(things.runs(id)).isEqualTo(2);
            });
        }
    }

    @Test
    void whatFailsOrChangesNothingTakesNothingAway() {
        keep("/things/" + id);
        assertThat(ask("PUT", "/things/" + id + "?status=409").statusCode()).isEqualTo(409);
        assertThat(ask("PUT", "/things/" + id + "?status=503").statusCode()).isEqualTo(503);
        assertThat(ask("PUT", "/short/" + id + "?location=/things/" + id).statusCode())
                .isEqualTo(405);
        assertThat(ask("OPTIONS", "/things/" + id).statusCode()).isEqualTo(200);
        assertThat(status(get("/things/" + id))).contains("hit");
        assertThat(things.runs(id)).isEqualTo(1);
    }

    @Test
    void soDoesOneThatNamesThem() {
        keep("/greetings/" + id, "Accept-Language", "de");
        keep("/greetings/" + id, "Accept-Language", "fr");
        ask("POST", "/things/x?status=201&location=/greetings/" + id);
        assertThat(get("/greetings/" + id, "Accept-Language", "de").body()).isEqualTo("de 3");
        assertThat(get("/greetings/" + id, "Accept-Language", "fr").body()).isEqualTo("fr 4");

        String here = "http://127.0.0.1:" + port + "/greetings/" + id;
        keep("/greetings/" + id);
        ask("POST", "/things/x?contentLocation=" + here);
        assertThat(get("/greetings/" + id).body()).isEqualTo("- 6");

        keep("/greetings/" + id);
        ask("POST", "/things/x?location=http://elsewhere.example/greetings/" + id);
        ask("POST", "/things/x?location=http://127.0.0.1:1/greetings/" + id);
        ask("POST", "/things/x?location=%5C%5C");
        assertThat(get("/greetings/" + id).body()).isEqualTo("- 6");
    }

    @Test
    void aKnownAbsenceEndsWhenSomethingIsMadeThere() {
        keep("/known-absent/" + id);
        assertThat(ask("PUT", "/known-absent/" + id).statusCode()).isEqualTo(201);
        get("/known-absent/" + id);
        assertThat(things.runs(id)).isEqualTo(2);
    }

    @Test
    void answersOfAllUsersGo() {
        String ann = token();
        String bob = token();
        keep("/mine/" + id, "X-Auth-Token", ann);
        keep("/mine/" + id, "X-Auth-Token", bob);
        assertThat(ask("POST", "/mine/" + id, "X-Auth-Token", ann).statusCode()).isEqualTo(200);
        assertThat(get("/mine/" + id, "X-Auth-Token", ann).body()).endsWith(" 3");
        assertThat(get("/mine/" + id, "X-Auth-Token", bob).body()).endsWith(" 4");
    }

    @Test
    void howThePathIsSpeltDoesNotMatter() {
        keep("/things/%61" + id);
        ask("PUT", "/things/a" + id);
        assertThat(get("/things/%61" + id).body()).contains("\"run\":2");
    }

    /** An answer is kept a moment after it is given; whoever asks again waits for that. */
    private void keep(String path, String... headers) {
        get(path, headers);
        assertThat(status(get(path, headers))).contains("hit");
    }

    private void listens(int at) {
        String warm = "/things/warm" + UUID.randomUUID();
        await().atMost(LONG)
                .until(() ->
                        ask(at, "GET", warm).headers().firstValueAsLong("Age").orElse(0) >= 2);
    }

    private String token() {
        return sessions.admit(new Login(UUID.randomUUID(), "ann", Set.of(Role.USER), null, null))
                .map(Admitted::token)
                .block();
    }

    private static String status(HttpResponse<?> response) {
        return response.headers().firstValue("Cache-Status").orElse("none");
    }

    private HttpResponse<String> get(String path, String... headers) {
        return ask(port, "GET", path, headers);
    }

    private HttpResponse<String> ask(String method, String path, String... headers) {
        return ask(port, method, path, headers);
    }

    private HttpResponse<String> ask(int at, String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
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
