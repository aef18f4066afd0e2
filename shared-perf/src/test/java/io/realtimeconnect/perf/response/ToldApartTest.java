package io.realtimeconnect.perf.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.session.Admitted;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.stores.WithStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whose answer a kept one is, and what must not become one. */
@SpringBootTest(
        classes = ResponseTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=apart",
            "perf.redis.timeout=5s",
            "perf.cache.command-timeout=5s",
            "perf.cache.lease-wait=20s",
            // read from Redis each time
            "perf.cache.caches.texts.local-ttl=0s",
            "perf.cache.caches.no-emergency.fail-safe=0s"
        })
@Import({ToldApartTest.Twins.class, ToldApartTest.Tenants.class})
@WithStores
class ToldApartTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Twins twins;

    @Autowired
    private Sessions sessions;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String id = UUID.randomUUID().toString();
    private static boolean listening;

    /** Notes of each request something that is of its caller. */
    static class Tenants implements WebFilter {

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            String tenant = exchange.getRequest().getHeaders().getFirst("X-Tenant");
            if (tenant != null) {
                exchange.getAttributes().put("tenant", tenant);
            }
            return chain.filter(exchange);
        }
    }

    /** Handlers that share a path, and some whose answers are odd. */
    @RestController
    @Access(Access.Level.ANYONE)
    static class Twins {

        final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        final Map<String, String> rows = new ConcurrentHashMap<>();
        final Set<String> broken = ConcurrentHashMap.newKeySet();

        int run(String id) {
            return runs.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet();
        }

        @CachedResponse
        @GetMapping(path = "/twins/{id}", headers = "!X-Edition")
        String plain(@PathVariable String id) {
            return "plain";
        }

        @CachedResponse
        @GetMapping(path = "/twins/{id}", headers = "X-Edition=2")
        String edition(@PathVariable String id) {
            return "second edition";
        }

        @CachedResponse
        @GetMapping(path = "/reports/{id}", params = "!full")
        String part(@PathVariable String id) {
            return "part";
        }

        @Access(Access.Level.ADMIN)
        @CachedResponse
        @GetMapping(path = "/reports/{id}", params = "full")
        String all(@PathVariable String id) {
            return "secret";
        }

        @Access(Access.Level.SESSION)
        @CachedResponse
        @GetMapping("/this-session/{id}")
        String thisSession(@PathVariable String id, CurrentUser user) {
            return user.sessionHandle();
        }

        @CachedResponse
        @GetMapping("/unkept/{id}")
        ResponseEntity<String> unkept(@PathVariable String id, @RequestHeader("Accept-Language") String language) {
            return ResponseEntity.ok()
                    .header("Cache-Control", "private, max-age=60")
                    .header("Vary", "X-Own")
                    .body(language);
        }

        @CachedResponse
        @GetMapping("/tenants/{id}")
        String tenant(@PathVariable String id, @RequestAttribute(required = false) String tenant) {
            return "of " + tenant;
        }

        /** It reads first and answers later. */
        @CachedResponse
        @GetMapping("/rows/{id}")
        Mono<String> row(@PathVariable String id, @RequestParam(defaultValue = "0") int wait) {
            run(id);
            String read = rows.getOrDefault(id, "old");
            return Mono.delay(Duration.ofMillis(wait)).thenReturn(read);
        }

        @PutMapping("/rows/{id}")
        void change(@PathVariable String id) {
            rows.put(id, "new");
        }

        @CachedResponse(tags = {"odd:{id}", "{id}"})
        @GetMapping("/odd/{id}")
        String odd(@PathVariable String id) {
            return "run " + run(id);
        }

        @CachedResponse(cache = "texts")
        @GetMapping(path = "/bytes/{id}", produces = "text/plain")
        ResponseEntity<byte[]> bytes(@PathVariable String id) {
            run(id);
            return ResponseEntity.ok(new byte[] {'a', 0, 'b', 0x1f, 0x7f});
        }

        @CachedResponse(notFound = "1m")
        @GetMapping("/said-absent/{id}")
        ResponseEntity<String> saidAbsent(@PathVariable String id) {
            return ResponseEntity.status(HttpStatus.NOT_FOUND).body("absent " + run(id));
        }

        @CachedResponse(ttl = "1s", notFound = "1h")
        @GetMapping("/long-absent/{id}")
        Mono<String> longAbsent(@PathVariable String id) {
            run(id);
            return Mono.error(new Problem(HttpStatus.NOT_FOUND, "THING_NOT_FOUND", "Nothing here."));
        }

        @CachedResponse
        @GetMapping("/torn/{id}")
        ResponseEntity<Flux<String>> torn(@PathVariable String id) {
            Flux<String> parts = Flux.just("one", "two");
            return ResponseEntity.ok()
                    .header("X-Run", Integer.toString(run(id)))
                    .body(
                            broken.contains(id)
                                    ? parts.concatWith(Mono.error(new IllegalStateException("torn")))
                                    : parts);
        }

        @CachedResponse(ttl = "1h", cache = "no-emergency")
        @GetMapping("/own-time/{id}")
        Mono<ResponseEntity<String>> ownTime(@PathVariable String id, @RequestParam(defaultValue = "0") int wait) {
            int run = run(id);
            return broken.contains(id)
                    ? Mono.error(new IllegalStateException("broken"))
                    : Mono.delay(Duration.ofMillis(wait))
                            .thenReturn(ResponseEntity.ok()
                                    .header("Cache-Control", "max-age=1")
                                    .body("run " + run));
        }

        @CachedResponse
        @GetMapping("/public/{id}")
        ResponseEntity<String> open(@PathVariable String id) {
            return ResponseEntity.ok()
                    .header("Cache-Control", "public")
                    .header("Connection", "X-Hop")
                    .header("X-Hop", "of this connection")
                    .body("run " + run(id));
        }
    }

    /** Until it is told of changes, a cache may forget. */
    @BeforeEach
    void listens() {
        if (!listening) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            get("/odd/warm").headers().firstValueAsLong("Age").orElse(0) >= 2
                                    && get("/own-time/warm?wait=1")
                                            .headers()
                                            .firstValue("Age")
                                            .isPresent());
            listening = true;
        }
    }

    @Test
    void handlersOfOnePathHaveAnswersOfTheirOwn() {
        assertThat(get("/twins/" + id).body()).isEqualTo("plain");
        assertThat(get("/twins/" + id, "X-Edition", "2").body()).isEqualTo("second edition");
        assertThat(get("/twins/" + id).body()).isEqualTo("plain");
        assertThat(status(get("/twins/" + id))).contains("hit");
    }

    @Test
    void whatOnlySomeMaySeeIsNotToldToThoseWhoReachAnotherHandlerOfThePath() {
        String admin = token(UUID.randomUUID(), Role.ADMIN);
        assertThat(get("/reports/" + id + "?full", "X-Auth-Token", admin).body())
                .isEqualTo("secret");
        assertThat(get("/reports/" + id).body()).isEqualTo("part");
        assertThat(get("/reports/" + id + "?full").statusCode()).isEqualTo(401);
    }

    @Test
    void aHeaderThatChoosesTheHandlerIsToldToOtherCaches() {
        assertThat(get("/twins/" + id).headers().firstValue("Vary")).hasValue("X-Edition");
        assertThat(get("/twins/" + id, "X-Edition", "2").headers().firstValue("Vary"))
                .hasValue("X-Edition");
    }

    @Test
    void whatTheHandlerTakesIsToldToOtherCachesAlsoWhereTheAnswerIsNotKept() {
        HttpResponse<String> own = get("/unkept/" + id, "Accept-Language", "de");
        assertThat(own.body()).isEqualTo("de");
        assertThat(varying(own)).containsExactlyInAnyOrder("X-Own", "Accept-Language");
        HttpResponse<String> past = get("/unkept/" + id, "Accept-Language", "de", "Cache-Control", "no-store");
        assertThat(status(past)).contains("bypass");
        assertThat(varying(past)).containsExactlyInAnyOrder("X-Own", "Accept-Language");
        assertThat(varying(get("/unkept/" + id))).as("refused").contains("Accept-Language");
    }

    @Test
    void theSessionsOfAUserHaveAnswersOfTheirOwn() {
        UUID user = UUID.randomUUID();
        String phone = token(user, Role.USER);
        String desk = token(user, Role.USER);
        String answer = get("/this-session/" + id, "X-Auth-Token", phone).body();
        assertThat(get("/this-session/" + id, "X-Auth-Token", desk).body()).isNotEqualTo(answer);
        assertThat(get("/this-session/" + id, "X-Auth-Token", phone).body()).isEqualTo(answer);
    }

    @Test
    void whatAFilterHasNotedOfOneIsNoPartOfAnAnswerForAll() {
        assertThat(get("/tenants/" + id, "X-Tenant", "a").body()).isEqualTo("of null");
        assertThat(get("/tenants/" + id, "X-Tenant", "b").body()).isEqualTo("of null");
    }

    @Test
    void aRunThatReadBeforeAChangeIsNotKept() {
        CompletableFuture<HttpResponse<String>> slow =
                http.sendAsync(request("/rows/" + id + "?wait=700").build(), BodyHandlers.ofString());
        await().until(() -> twins.runs.containsKey(id));
        assertThat(send(request("/rows/" + id).PUT(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/rows/" + id + "?wait=700").body())
                .as("asked after the change")
                .isEqualTo("new");
        assertThat(slow.join().body()).isEqualTo("old");
        assertThat(get("/rows/" + id + "?wait=700").body()).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%0A", "a%0Ab", "%7Bid%7D", "%20", "a%7Cb", "%F0%9F%98%80"})
    void whateverAPathHoldsIsNoTroubleForTags(String part) {
        String path = "/odd/" + part + id;
        HttpResponse<String> first = get(path);
        assertThat(first.statusCode()).isIn(200, 400);
        assertThat(get(path).body()).isEqualTo(first.body());
    }

    @Test
    void aLongPathIsKeptLikeAnyOther() {
        String path = "/odd/" + "x".repeat(3_000) + id;
        assertThat(get(path).body()).isEqualTo("run 1");
        assertThat(get(path).body()).isEqualTo("run 1");
    }

    @Test
    void aTextThatJsonWouldRefuseIsKeptByteForByte() {
        for (int i = 0; i < 3; i++) {
            assertThat(get("/bytes/" + id).body()).isEqualTo("a\0b\u001f\u007f");
        }
        assertThat(twins.runs.get(id)).hasValue(1);
    }

    @Test
    void anAbsenceThatTheHandlerWritesItselfIsKeptAsWell() {
        assertThat(get("/said-absent/" + id).body()).isEqualTo("absent 1");
        HttpResponse<String> second = get("/said-absent/" + id, "If-None-Match", "*");
        assertThat(second.statusCode()).isEqualTo(404);
        assertThat(second.body()).isEqualTo("absent 1");
        assertThat(status(second)).matches("apart; hit; ttl=[45]\\d");
    }

    @Test
    void anAbsenceIsKeptForAsLongAsItSaysAlsoWhereAnswersAreNot() {
        get("/long-absent/" + id);
        await().during(Duration.ofMillis(2_500)).atMost(Duration.ofSeconds(10)).until(() -> {
            get("/long-absent/" + id);
            return twins.runs.get(id).get() == 1;
        });
    }

    @Test
    void anAnswerThatBreaksOffIsNobodys() {
        twins.broken.add(id);
        assertThat(get("/torn/" + id).statusCode()).isEqualTo(500);
        twins.broken.remove(id);
        HttpResponse<String> whole = get("/torn/" + id);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo("onetwo");
        assertThat(whole.headers().firstValue("X-Run")).hasValue("2");
        assertThat(status(get("/torn/" + id))).contains("hit");
    }

    @Test
    void anAnswerThatSaysItselfHowLongItIsGoodIsNoAnswerInAnEmergencyForLonger() {
        assertThat(get("/own-time/" + id).body()).isEqualTo("run 1");
        twins.broken.add(id);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(get("/own-time/" + id).statusCode()).isEqualTo(500));
    }

    @Test
    void whereItsOwnTimeEndsOneRunDoesForAll() {
        get("/own-time/" + id + "?wait=300");
        await().until(() -> get("/own-time/" + id + "?wait=300").body().equals("run 2"));
        Mono.delay(Duration.ofMillis(1_300)).block();
        var asked = IntStream.range(0, 50)
                .mapToObj(i ->
                        http.sendAsync(request("/own-time/" + id + "?wait=300").build(), BodyHandlers.ofString()))
                .toList();
        assertThat(asked.stream().map(CompletableFuture::join).map(HttpResponse::body))
                .containsOnly("run 3");
    }

    @Test
    void withAuthorizationNothingOlderIsServedThanTheClientWants() {
        get("/public/" + id);
        await().until(() ->
                get("/public/" + id).headers().firstValueAsLong("Age").orElse(0) >= 1);
        assertThat(status(get("/public/" + id, "Authorization", "Basic eDp5"))).contains("hit");
        assertThat(get("/public/" + id, "Authorization", "Basic eDp5", "Cache-Control", "no-cache")
                        .body())
                .isEqualTo("run 2");
        assertThat(get("/public/" + id, "Authorization", "Basic eDp5", "Cache-Control", "max-age=0")
                        .body())
                .isEqualTo("run 3");
    }

    @Test
    void onlyIfCachedIsNotOlderThanTheClientWantsEither() {
        get("/public/" + id);
        await().until(() ->
                get("/public/" + id).headers().firstValueAsLong("Age").orElse(0) >= 1);
        assertThat(get("/public/" + id, "Cache-Control", "only-if-cached, max-age=60")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/public/" + id, "Cache-Control", "only-if-cached, max-age=0")
                        .statusCode())
                .isEqualTo(504);
        assertThat(get("/public/" + id, "Cache-Control", "only-if-cached, no-cache")
                        .statusCode())
                .isEqualTo(504);
        assertThat(twins.runs.get(id)).hasValue(1);
    }

    @Test
    void headersOfTheConnectionAreNotKept() {
        get("/public/" + id);
        HttpResponse<String> kept = get("/public/" + id);
        assertThat(status(kept)).contains("hit");
        assertThat(kept.headers().firstValue("X-Hop")).isEmpty();
    }

    private String token(UUID user, Role role) {
        return sessions.admit(new Login(user, "ann", Set.of(role), null, null))
                .map(Admitted::token)
                .block();
    }

    private static List<String> varying(HttpResponse<?> response) {
        return response.headers().allValues("Vary").stream()
                .flatMap(value -> Stream.of(value.split(", *", -1)))
                .toList();
    }

    private static String status(HttpResponse<?> response) {
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
