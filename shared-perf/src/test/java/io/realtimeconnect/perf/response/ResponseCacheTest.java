package io.realtimeconnect.perf.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.perf.response.ResponseTestApplication.Things;
import io.realtimeconnect.perf.session.Admitted;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.web.Deadline;
import io.realtimeconnect.stores.WithStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;

@SpringBootTest(
        classes = ResponseTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=things",
            "perf.redis.timeout=2s",
            "perf.cache.command-timeout=2s",
            // a loaded machine takes its time over a load that others wait for
            "perf.cache.lease-wait=20s",
            "perf.cache.responses.max-body=16KB",
            "RESPONSE_CACHE_TTL=120",
            "perf.cache.responses.routes[0].path=/by-settings/{id}",
            "perf.cache.responses.routes[0].cache=others",
            "perf.cache.responses.routes[0].ttl=2h",
            "perf.cache.responses.routes[1].path=/switched-off/{id}",
            "perf.cache.responses.routes[1].ttl=0s"
        })
@WithStores
class ResponseCacheTest {

    @LocalServerPort
    private int port;

    @Value("${spring.data.redis.url}")
    private String redis;

    @Autowired
    private Things things;

    @Autowired
    private Sessions sessions;

    @Autowired
    private ResponseCache cache;

    @Autowired
    private MeterRegistry meters;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String id = UUID.randomUUID().toString();
    private static boolean listening;

    /** Until it is told of changes, a cache may forget. */
    @BeforeEach
    void listens() {
        if (!listening) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get("/things/warm")
                                    .headers()
                                    .firstValueAsLong("Age")
                                    .orElse(0)
                            >= 2);
            listening = true;
        }
    }

    @Test
    void whatOneWasAnsweredTheNextIsAnsweredWithoutTheHandler() {
        HttpResponse<String> first = get("/things/" + id);
        HttpResponse<String> second = get("/things/" + id);

        assertThat(first.body()).isEqualTo(second.body()).contains("\"run\":1");
        assertThat(things.runs(id)).isEqualTo(1);
        assertThat(status(first)).isEqualTo("things; fwd=miss; stored");
        assertThat(first.headers().firstValue("Age")).isEmpty();
        assertThat(status(second)).matches("things; hit; ttl=1(20|[01]\\d)");
        assertThat(second.headers().firstValueAsLong("Age").orElse(-1)).isBetween(0L, 20L);
        assertThat(second.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(second.headers().firstValue("X-Request-Id"))
                .isPresent()
                .isNotEqualTo(first.headers().firstValue("X-Request-Id"));
    }

    @Test
    void ofAHundredThatAskAtOnceOneRunsTheHandler() {
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            asked.add(http.sendAsync(request("/things/" + id + "?wait=400").build(), BodyHandlers.ofString()));
        }
        List<String> states =
                asked.stream().map(CompletableFuture::join).map(this::status).toList();

        assertThat(things.runs(id)).isEqualTo(1);
        assertThat(states).containsOnlyOnce("things; fwd=miss; stored").contains("things; fwd=miss; collapsed");
        assertThat(states).hasSize(100).allMatch(state -> state.matches("things; (hit; ttl=\\d+|fwd=miss; .*)"));
    }

    @Test
    void oneOfTwoInstancesRunsTheHandlerAndBothHearOfRemovals() {
        try (ConfigurableApplicationContext second = new SpringApplicationBuilder(ResponseTestApplication.class)
                .properties(
                        "spring.application.name=things",
                        "server.port=0",
                        "perf.redis.timeout=2s",
                        "perf.cache.command-timeout=2s",
                        "perf.cache.lease-wait=20s",
                        "spring.data.redis.url=" + redis)
                .run()) {
            String other = "http://127.0.0.1:" + second.getEnvironment().getProperty("local.server.port");
            Things theirs = second.getBean(Things.class);
            keep("/things/" + id + "early");
            second.getBean(ResponseCache.class)
                    .invalidateTag("thing:" + id + "early")
                    .block();
            await("of an instance that has given no answer yet")
                    .untilAsserted(() ->
                            assertThat(get("/things/" + id + "early").body()).contains("\"run\":2"));

            HttpRequest.Builder warm = HttpRequest.newBuilder(URI.create(other + "/things/warm-" + id));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> send(warm).headers().firstValueAsLong("Age").orElse(0) >= 2);

            String path = "/things/" + id + "?wait=500";
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                asked.add(http.sendAsync(request(path).build(), BodyHandlers.ofString()));
                asked.add(http.sendAsync(
                        HttpRequest.newBuilder(URI.create(other + path)).build(), BodyHandlers.ofString()));
            }
            assertThat(asked.stream().map(CompletableFuture::join).map(HttpResponse::body))
                    .allMatch(body -> body.contains("\"run\":1"));
            assertThat(things.runs(id) + theirs.runs(id)).isEqualTo(1);

            cache.invalidateTag("thing:" + id).block();
            await().untilAsserted(() -> {
                send(HttpRequest.newBuilder(URI.create(other + path)));
                assertThat(things.runs(id) + theirs.runs(id)).isEqualTo(2);
            });
        }
    }

    @Test
    void whoLeavesDoesNotTakeTheAnswerFromTheOthers() {
        var leaving = http.sendAsync(request("/things/" + id + "?wait=1000").build(), BodyHandlers.ofString());
        await().until(() -> things.started.contains(id));
        var staying = http.sendAsync(request("/things/" + id + "?wait=1000").build(), BodyHandlers.ofString());
        leaving.cancel(true);

        assertThat(staying.join().statusCode()).isEqualTo(200);
        assertThat(status(staying.join())).as("of the run that was left").doesNotContain("stored");
        assertThat(things.runs(id)).isEqualTo(1);
    }

    @Test
    void aClientThatHasTheAnswerIsTold304() {
        HttpResponse<String> first = get("/things/" + id);
        String tag = first.headers().firstValue("ETag").orElseThrow();

        for (String asked : List.of(tag, tag.substring(2), "\"x\", " + tag + ",W/\"y\"", "*")) {
            HttpResponse<String> known = get("/things/" + id, "If-None-Match", asked);
            assertThat(known.statusCode()).as(asked).isEqualTo(304);
            assertThat(known.body()).isEmpty();
            assertThat(known.headers().firstValue("ETag")).hasValue(tag);
            assertThat(known.headers().firstValue("Content-Type")).isEmpty();
        }
        assertThat(get("/things/" + id, "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
        assertThat(things.runs(id)).isEqualTo(1);
    }

    @Test
    void theHandlersOwnTagIsComparedAlsoWithACommaInside() {
        assertThat(get("/tagged/" + id, "If-None-Match", "\"a,b\"").statusCode())
                .isEqualTo(304);
        assertThat(get("/tagged/" + id, "If-None-Match", "\"x\", \"a,b\"").statusCode())
                .isEqualTo(304);
        assertThat(get("/tagged/" + id, "If-None-Match", "\"a\"").statusCode()).isEqualTo(200);
        assertThat(things.runs(id)).isEqualTo(1);
    }

    @Test
    void theFirstAnswerIsWholeForTheOthersAlsoWhereItsOwnClientHadIt() {
        assertThat(get("/tagged/" + id, "If-None-Match", "\"a,b\"").statusCode())
                .isEqualTo(304);
        HttpResponse<String> other = get("/tagged/" + id);
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).isEqualTo("run 1");
    }

    @Test
    void aHeadIsAnsweredFromTheGetAndTheOtherWayRound() {
        HttpResponse<String> head = send(request("/things/" + id).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        HttpResponse<String> get = get("/things/" + id);

        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(get.body().length());
        assertThat(get.body()).contains("\"run\":1");
        HttpResponse<String> again = send(request("/things/" + id).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(status(again)).contains("hit");
        assertThat(things.runs(id)).isEqualTo(1);
    }

    @Test
    void whoMayNotAskTheHandlerIsNotAnsweredByTheCache() {
        String admin = token(Role.ADMIN);
        assertThat(get("/admin/" + id, "X-Auth-Token", admin).statusCode()).isEqualTo(200);
        assertThat(status(get("/admin/" + id, "X-Auth-Token", admin))).contains("hit");

        HttpResponse<String> user = get("/admin/" + id, "X-Auth-Token", token(Role.USER));
        HttpResponse<String> nobody = get("/admin/" + id);
        assertThat(user.statusCode()).isEqualTo(403);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(user.body() + nobody.body()).doesNotContain("\"run\"");
        assertThat(user.headers().firstValue("Cache-Status")).isEmpty();
    }

    @Test
    void aHandlerThatTakesTheUserHasAnswersForEachUser() {
        String ann = token(Role.USER);
        String bob = token(Role.USER);
        String annsAnswer = get("/mine/" + id, "X-Auth-Token", ann).body();
        String bobsAnswer = get("/mine/" + id, "X-Auth-Token", bob).body();

        assertThat(annsAnswer).endsWith(" 1").isNotEqualTo(bobsAnswer);
        assertThat(bobsAnswer).endsWith(" 2");
        assertThat(get("/mine/" + id, "X-Auth-Token", ann).body()).isEqualTo(annsAnswer);
        assertThat(get("/mine/" + id, "X-Auth-Token", bob).body()).isEqualTo(bobsAnswer);
        assertThat(things.runs(id)).isEqualTo(2);
    }

    @Test
    void answersDifferByTheHeadersThatTheHandlerTakes() {
        HttpResponse<String> german = get("/greetings/" + id, "Accept-Language", "de");
        assertThat(german.body()).isEqualTo("de 1");
        assertThat(german.headers().firstValue("Vary")).hasValue("Accept-Language");
        assertThat(get("/greetings/" + id, "Accept-Language", "fr").body()).isEqualTo("fr 2");
        assertThat(get("/greetings/" + id, "Accept-Language", "de").body()).isEqualTo("de 1");
        assertThat(get("/greetings/" + id).body()).isEqualTo("- 3");
    }

    @Test
    void theHandlerDoesNotSeeWhatIsNoPartOfTheKey() {
        HttpResponse<String> poisoned =
                send(request("/curious/" + id).header("X-Poison", "script").header("Cookie", "SESSION=x; a=b"));
        assertThat(poisoned.body()).isEqualTo("null 0");
        assertThat(get("/curious/" + id).body()).isEqualTo("null 0");
        assertThat(things.runs(id)).isEqualTo(1);
    }

    @Test
    void aHandlerWhoseAnswerIsForAllSeesNothingOfWhoAsks() {
        String answer = get("/nosy/" + id, "X-Auth-Token", token(Role.USER)).body();
        assertThat(answer).isEqualTo("null null none nobody null");
        assertThat(get("/nosy/" + id).body()).isEqualTo(answer);
        assertThat(things.runs(id)).isEqualTo(1);
    }

    @Test
    void whatAHandlerMakesOfTheHostGoesToThoseWhoNamedIt() {
        get("/linked/" + id);
        String other = "localhost:" + port;
        HttpRequest.Builder asked = HttpRequest.newBuilder(URI.create("http://" + other + "/linked/" + id));
        assertThat(send(asked).body()).isEqualTo(other);
        assertThat(get("/linked/" + id).body()).isEqualTo("127.0.0.1:" + port);
        assertThat(things.runs(id)).isEqualTo(2);
    }

    @Test
    void theCookieOfAFailureGoesToTheOneThatItWasMadeFor() {
        var first = http.sendAsync(request("/failing/" + id).build(), BodyHandlers.ofString());
        await().until(() -> things.started.contains(id));
        var second = http.sendAsync(request("/failing/" + id).build(), BodyHandlers.ofString());
        assertThat(List.of(first.join(), second.join())).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).isEqualTo("failed");
        });
        assertThat(things.runs(id)).isEqualTo(1);
        assertThat(first.join().headers().firstValue("Set-Cookie")).hasValue("sticky=of-one");
        assertThat(second.join().headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void theOrderOfTheQueryDoesNotMatterNorWhatTheHandlerDoesNotTake() {
        get("/things/" + id + "?wait=1&field=a&field=b");
        assertThat(status(get("/things/" + id + "?field=%61&wait=1&field=b&utm=7")))
                .contains("hit");
        assertThat(status(get("/things/" + id + "?field=b&field=a&wait=1"))).contains("stored");
        assertThat(status(get("/things/" + id + "?field=a%26field=b&wait=1"))).contains("stored");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Set-Cookie|a=b",
                "Cache-Control|no-store",
                "Cache-Control|max-age=60, Private",
                "Cache-Control|public, no-cache",
                "Cache-Control|max-age=0",
                "Cache-Control|s-maxage=0, max-age=60",
                "Cache-Control|max-age=soon",
                "Cache-Control|no-cache=\"Set-Cookie\"",
                "Expires|0",
                "Expires|Thu, 01 Jan 1970 00:00:00 GMT",
                "Vary|*",
                "Vary|Accept, X-Other",
                "Content-Encoding|br"
            })
    void whatMayNotBeKeptIsGivenOnce(String header, String value) {
        String path = "/said/" + id + "?header=" + header + "&value="
                + value.replace(" ", "%20").replace("=", "%3D").replace("\"", "%22");
        HttpResponse<String> first = get(path);
        HttpResponse<String> second = get(path);

        assertThat(first.headers().firstValue(header)).hasValue(value);
        assertThat(first.body()).isEqualTo("run 1");
        assertThat(second.body()).isEqualTo("run 2");
        assertThat(status(first)).isEqualTo("things; fwd=miss");
        assertThat(status(second)).isEqualTo("things; fwd=miss");
    }

    @Test
    void answersThatAreNot200AreNotKept() {
        assertThat(get("/created/" + id).body()).isEqualTo("run 1");
        assertThat(get("/created/" + id).body()).isEqualTo("run 2");
        HttpResponse<String> absent = get("/absent/" + id);
        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(absent.body()).contains("THING_NOT_FOUND");
        int before = things.runs(id);
        get("/absent/" + id);
        assertThat(things.runs(id)).isEqualTo(before + 1);
    }

    @Test
    void aDeclaredAbsenceIsKeptAndToldToEachInADocumentOfItsOwn() {
        HttpResponse<String> first = get("/known-absent/" + id);
        HttpResponse<String> second = get("/known-absent/" + id, "X-Request-Id", "mine-" + id);

        assertThat(things.runs(id)).isEqualTo(1);
        assertThat(first.statusCode()).isEqualTo(404);
        assertThat(second.statusCode()).isEqualTo(404);
        assertThat(second.body()).contains("THING_NOT_FOUND", "\"thing\":\"" + id, "mine-" + id);
        assertThat(status(second)).contains("hit");
    }

    @Test
    void theHurryOfWhoAsksFirstIsNoneOfTheOthers() {
        String left = get("/patient/" + id, Deadline.HEADER, "4000").body();
        assertThat(Long.parseLong(left))
                .as("of perf.cache.responses.hard-timeout")
                .isBetween(4_001L, 10_000L);
    }

    @Test
    void largeAnswersAndStreamsPass() {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> large = get("/large/" + id);
            assertThat(large.statusCode()).isEqualTo(200);
            assertThat(large.body()).hasSizeGreaterThan(20_000);
            assertThat(large.headers().firstValue("Age")).isEmpty();
        }
        assertThat(things.runs(id)).isGreaterThan(1);
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> stream = get("/stream/" + id);
            assertThat(stream.headers().firstValue("Content-Type"))
                    .get()
                    .asString()
                    .startsWith("text/event-stream");
            assertThat(stream.body()).contains("data:one", "data:two");
        }
    }

    @Test
    void anOldAnswerDoesWhileTheHandlerFailsAndErrorsAreNeverKept() {
        String body = get("/short/" + id).body();
        things.broken.add(id);
        await().untilAsserted(() -> {
            HttpResponse<String> old = get("/short/" + id);
            assertThat(old.statusCode()).isEqualTo(200);
            assertThat(old.body()).isEqualTo(body);
            assertThat(status(old)).contains("hit; ttl=-");
        });
        things.broken.remove(id);
        await().untilAsserted(() -> assertThat(get("/short/" + id).body()).contains("\"run\":2"));

        String other = id + "x";
        things.broken.add(other);
        assertThat(get("/short/" + other).statusCode()).isEqualTo(500);
        things.broken.remove(other);
        assertThat(get("/short/" + other).statusCode()).isEqualTo(200);
    }

    @Test
    void whatMustBeRevalidatedIsNoAnswerInAnEmergencyEither() {
        assertThat(get("/strict/" + id).statusCode()).isEqualTo(200);
        assertThat(status(get("/strict/" + id))).contains("hit; ttl=");
        things.broken.add(id);
        await().untilAsserted(
                        () -> assertThat(get("/strict/" + id).statusCode()).isEqualTo(500));
        things.broken.remove(id);
        assertThat(get("/strict/" + id).body()).contains("\"run\":2");
    }

    @Test
    void theHandlersOwnLifetimeEndsTheAnswer() {
        get("/strict/" + id);
        await().untilAsserted(() -> assertThat(get("/strict/" + id).body()).contains("\"run\":2"));
    }

    @ParameterizedTest
    @CsvSource({
        "Range, bytes=0-1, range",
        "Cache-Control, no-store, no-store",
        "If-Match, \"x\", precondition",
        "Authorization, Basic eDp5, authorization"
    })
    void whatNoKeptAnswerCanBeGoesPast(String header, String value, String detail) {
        get("/things/" + id);
        HttpResponse<String> past = get("/things/" + id, header, value);
        assertThat(status(past)).isEqualTo("things; fwd=bypass; detail=" + detail);
        assertThat(things.runs(id)).isEqualTo(2);
        assertThat(get("/things/" + id).body()).contains("\"run\":1");
    }

    @Test
    void withAuthorizationOnlyWhatIsPublicIsServed() {
        String path = "/said/" + id + "?header=Cache-Control&value=public";
        keep(path);
        assertThat(status(get(path, "Authorization", "Basic eDp5"))).contains("hit");
    }

    @Test
    void aClientMayWantItAnewAndOthersGetTheNewOne() {
        get("/things/" + id);
        HttpResponse<String> anew = get("/things/" + id, "Cache-Control", "no-cache");
        assertThat(anew.body()).contains("\"run\":2");
        // others have the one before until the new one is kept
        await().untilAsserted(() -> assertThat(get("/things/" + id).body()).contains("\"run\":2"));
        assertThat(get("/things/" + id, "Pragma", "no-cache").body()).contains("\"run\":3");
        await().untilAsserted(() -> assertThat(
                        get("/things/" + id, "Cache-Control", "max-age=30").body())
                .contains("\"run\":3"));
        assertThat(things.runs(id)).isEqualTo(3);
        await().until(() ->
                get("/things/" + id).headers().firstValueAsLong("Age").orElse(0) >= 1);
        assertThat(get("/things/" + id, "Cache-Control", "max-age=0").body()).contains("\"run\":4");
    }

    @Test
    void onlyIfCachedRunsNoHandler() {
        HttpResponse<String> absent = get("/things/" + id, "Cache-Control", "only-if-cached");
        assertThat(absent.statusCode()).isEqualTo(504);
        assertThat(things.runs(id)).isZero();
        keep("/things/" + id);
        assertThat(status(get("/things/" + id, "Cache-Control", "only-if-cached")))
                .contains("hit");
    }

    @Test
    void aTagAndTheNameOfACacheRemoveAnswers() {
        keep("/things/" + id);
        keep("/things/" + id + "other");
        cache.invalidateTag("thing:" + id).block();
        assertThat(get("/things/" + id).body()).contains("\"run\":2");
        assertThat(get("/things/" + id + "other").body()).contains("\"run\":1");

        keep("/by-settings/" + id + "s");
        cache.clear("others").block();
        assertThat(get("/by-settings/" + id + "s").body()).startsWith("run 2");
        assertThat(get("/things/" + id).body()).contains("\"run\":2");
    }

    @Test
    void settingsDeclareAndSwitchOff() {
        get("/by-settings/" + id);
        assertThat(status(get("/by-settings/" + id))).matches("things; hit; ttl=7(200|1\\d\\d)");
        HttpResponse<String> off = get("/switched-off/" + id);
        assertThat(off.body()).isEqualTo("run 2");
        assertThat(off.headers().firstValue("Cache-Status")).isEmpty();
    }

    @Test
    void theGatewayIsToldWhatItMayShare() {
        assertThat(get("/things/" + id).headers().firstValue("Gateway-Cache-Control"))
                .hasValue("max-age=120");
        assertThat(get("/greetings/" + id).headers().firstValue("Gateway-Cache-Control"))
                .isEmpty();
    }

    @Test
    void whatBecameOfRequestsIsCounted() {
        double hits = counted("hit");
        double misses = counted("miss");
        get("/things/" + id);
        get("/things/" + id);
        get("/things/" + id);
        assertThat(counted("miss")).isEqualTo(misses + 1);
        assertThat(counted("hit")).isEqualTo(hits + 2);
    }

    /** An answer is kept a moment after it is given, unless its tag is removed meanwhile; whoever asks again waits for that. */
    private void keep(String path) {
        get(path);
        assertThat(status(get(path))).contains("hit");
    }

    private double counted(String result) {
        return meters.get("cache.responses")
                .tags("cache", "responses", "result", result)
                .counter()
                .count();
    }

    private String token(Role role) {
        return sessions.admit(new Login(UUID.randomUUID(), "ann", Set.of(role), null, null))
                .map(Admitted::token)
                .block();
    }

    private String status(HttpResponse<?> response) {
        return response.headers().firstValue("Cache-Status").orElse("none");
    }

    private HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
