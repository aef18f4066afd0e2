package io.realtimeconnect.perf.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.test.TestIdentity;
import io.realtimeconnect.perf.web.Deadline;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.RequestId;
import io.realtimeconnect.stores.Stores;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;
import tools.jackson.databind.json.JsonMapper;

class ServiceClientsTests {

    interface Api {
        @GetExchange("/internal/things?q=a%20b")
        Mono<String> get();

        @PostExchange("/internal/things")
        Mono<String> post();
    }

    private final List<DisposableServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(DisposableServer::disposeNow);
    }

    @Test
    void instancesTakeTurns() {
        Api api = client(
                server((in, out) -> out.sendString(Mono.just("a"))),
                server((in, out) -> out.sendString(Mono.just("b"))));
        assertThat(Stream.generate(() -> api.get().block()).limit(4)).containsExactlyInAnyOrder("a", "b", "a", "b");
    }

    @Test
    void anInstanceThatIsDownIsPassedOver() {
        Api api = client(nobody(), server((in, out) -> out.sendString(Mono.just("b"))));
        assertThat(Stream.generate(() -> api.post().block()).limit(20)).containsOnly("b");
    }

    @Test
    void anOpenBreakerAnswersAtOnce() {
        Api api = client(nobody());
        for (int i = 0; i < 10; i++) {
            problem(api.get(), 503, "UPSTREAM_UNAVAILABLE");
        }
        // the best of twenty: what the code takes, not what a busy machine adds
        Duration fastest = Stream.generate(() -> {
                    long start = System.nanoTime();
                    problem(api.get(), 503, "UPSTREAM_UNAVAILABLE");
                    return Duration.ofNanos(System.nanoTime() - start);
                })
                .limit(20)
                .min(Duration::compareTo)
                .orElseThrow();
        assertThat(fastest).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void aServiceThatHangsIsCutOffAtTheDeadlineAndThenAtOnce() {
        AtomicInteger asked = new AtomicInteger();
        Api api = client(server((in, out) -> {
            asked.incrementAndGet();
            return Mono.never();
        }));
        for (int i = 0; i < 5; i++) {
            problem(
                    api.get().contextWrite(c -> c.put(Deadline.class, Deadline.in(Duration.ofMillis(100)))),
                    504,
                    "UPSTREAM_TIMEOUT");
        }
        int before = asked.get();
        problem(api.get(), 503, "UPSTREAM_UNAVAILABLE");
        assertThat(asked).hasValue(before);
    }

    @Test
    void aServiceThatComesBackIsUsedAgain() {
        AtomicInteger asked = new AtomicInteger();
        Api api = client(
                breakers(Duration.ofSeconds(1)),
                server((in, out) ->
                        asked.incrementAndGet() <= 5 ? out.status(503).send() : out.sendString(Mono.just("back"))));
        for (int i = 0; i < 5; i++) {
            StepVerifier.create(api.post()).verifyError();
        }
        problem(api.post(), 503, "UPSTREAM_UNAVAILABLE");
        StepVerifier.create(api.post().retryWhen(Retry.fixedDelay(200, Duration.ofMillis(50))))
                .expectNext("back")
                .verifyComplete();
    }

    @Test
    void aLostGetIsRepeatedAndALostPostIsNot() {
        AtomicInteger asked = new AtomicInteger();
        Api api = client(server((in, out) -> {
            if (asked.incrementAndGet() % 2 == 1) {
                in.withConnection(c -> c.channel().close());
                return Mono.never();
            }
            return out.sendString(Mono.just("ok"));
        }));
        assertThat(api.get().block()).isEqualTo("ok");
        assertThat(asked).hasValue(2);
        problem(api.post(), 503, "UPSTREAM_UNAVAILABLE");
        assertThat(asked).hasValue(3);
    }

    @Test
    void retriesNeverMultiplyTheLoad() {
        AtomicInteger asked = new AtomicInteger();
        Api api = client(breakerless(), server((in, out) -> {
            asked.incrementAndGet();
            return out.status(503).send();
        }));
        for (int i = 0; i < 100; i++) {
            StepVerifier.create(api.get()).verifyError();
        }
        assertThat(asked.get()).isBetween(100, 135);
    }

    @Test
    void aProblemArrivesAsItWasSent() {
        Api api = client(server((in, out) -> out.status(409)
                .header("Content-Type", "application/problem+json")
                .header("Retry-After", "7")
                .sendString(
                        Mono.just("{\"status\":409,\"code\":\"LOG_CONFLICT\",\"detail\":\"no\",\"userId\":\"u\"}"))));
        StepVerifier.create(api.get()).verifyErrorSatisfies(e -> {
            Problem p = (Problem) e;
            assertThat(p.headers()).containsEntry("Retry-After", "7");
            assertThat(p.status().value()).isEqualTo(409);
            assertThat(p.code()).isEqualTo("LOG_CONFLICT");
            assertThat(p.properties()).containsOnlyKeys("userId");
        });
    }

    @Test
    void thatOurOwnIdentityWasRefusedIsNotTheCallersFault() {
        problem(
                client(server((in, out) -> out.status(401).sendString(Mono.just("{\"code\":\"UNAUTHENTICATED\"}"))))
                        .get(),
                502,
                "UPSTREAM_FAILED");
        problem(
                client(server((in, out) -> out.status(500).sendString(Mono.just("<html>"))))
                        .get(),
                502,
                "UPSTREAM_FAILED");
    }

    @Test
    void identityRequestIdAndRemainingTimeTravelAlong() {
        var seen = new ConcurrentLinkedQueue<io.netty.handler.codec.http.HttpHeaders>();
        Api api = client(server((in, out) -> {
            seen.add(in.requestHeaders());
            return out.sendString(Mono.just("x"));
        }));
        api.get()
                .contextWrite(c -> c.put(Deadline.class, Deadline.in(Duration.ofMillis(900)))
                        .put(
                                RequestId.class,
                                new RequestId("r-1", "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01")))
                .block();
        var headers = seen.remove();
        assertThat(headers.get("X-Request-Id")).isEqualTo("r-1");
        assertThat(headers.get("traceparent")).startsWith("00-aaa");
        assertThat(Integer.parseInt(headers.get("X-Request-Deadline"))).isBetween(1, 900);
        assertThat(tokens("history-service").verify(headers.get("X-Service-Token")))
                .isEqualTo("communication-service");
    }

    private static void problem(Mono<?> call, int status, String code) {
        StepVerifier.create(call).verifyErrorSatisfies(e -> {
            assertThat(e).isInstanceOf(Problem.class);
            assertThat(((Problem) e).code()).isEqualTo(code);
            assertThat(((Problem) e).status().value()).isEqualTo(status);
        });
    }

    private Api client(URI... instances) {
        return client(breakers(Duration.ofMinutes(1)), instances);
    }

    private static io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry breakers(Duration open) {
        return new ResilienceAutoConfiguration().circuitBreakers(properties(open));
    }

    private Api client(io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry breakers, URI... instances) {
        var services =
                new ServicesProperties(Map.of("history-service", new ServicesProperties.Service(List.of(instances))));
        return new HttpServiceClients(
                        services,
                        properties(Duration.ofMinutes(1)),
                        tokens("communication-service"),
                        breakers,
                        List.of(),
                        JsonMapper.shared())
                .client("history-service", Api.class);
    }

    private static io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry breakerless() {
        return io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry.of(
                io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.custom()
                        .minimumNumberOfCalls(10_000)
                        .slidingWindowSize(10_000)
                        .build());
    }

    private static ResilienceProperties properties(Duration open) {
        return new ResilienceProperties(
                null, Map.of(), Duration.ofMillis(300), Duration.ofSeconds(2), 2, 64, Duration.ofSeconds(1), open);
    }

    private static ServiceTokens tokens(String self) {
        return new ServiceTokens(
                self,
                ServiceKeys.signer(TestIdentity.privateKey()),
                ServiceKeys.verifiers(Map.of("communication-service", TestIdentity.publicKey())),
                Clock.systemUTC());
    }

    private URI server(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
        DisposableServer server =
                HttpServer.create().host("127.0.0.1").port(0).handle(handler).bindNow();
        servers.add(server);
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private static URI nobody() {
        return URI.create("http://127.0.0.1:" + Stores.freePort());
    }
}
