package io.realtimeconnect.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.Caller.Answer;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import reactor.core.publisher.Mono;

@TestPropertySource(
        properties = {
            "perf.rate-limit.enabled=true",
            // on a busy machine Redis is late, and then each gateway counts for itself
            "perf.rate-limit.budget=5s",
            "rtc.gateway.trusted-proxies=127.0.0.0/8",
            "perf.rate-limit.policies.api.limit=6",
            "perf.rate-limit.policies.api.burst=3",
        })
class LimitTest extends GatewayTest {

    @Test
    void everyCountedAnswerSaysWhatIsLeft() {
        Answer answer = caller(Role.USER).get("/api/v1/auth/me");
        assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"api\";q=6;w=60");
        assertThat(answer.header("RateLimit")).startsWith("\"api\";r=2;t=");
        assertThat(caller().with("X-Forwarded-For", "192.0.2.1").get("/").header("RateLimit-Policy"))
                .startsWith("\"anonymous\";q=120");
    }

    @Test
    void whoCallsTooOftenIsToldWhenToComeBack() {
        Caller me = caller(Role.USER);
        for (int i = 0; i < 3; i++) {
            assertThat(me.get("/api/v1/auth/me").status()).isEqualTo(200);
        }
        Answer answer = me.get("/api/v1/auth/me");
        ChecksTest.problem(answer, 429, "RATE_LIMITED");
        assertThat(Long.parseLong(answer.header("Retry-After"))).isBetween(1L, 60L);
        assertThat(answer.header("RateLimit")).startsWith("\"api\";r=0;t=");
        assertThat(caller(Role.USER).get("/api/v1/auth/me").status()).isEqualTo(200);
        assertThat(socket(me)).isEqualTo(429);
    }

    @Test
    void loginsAreCountedByAddressAndTheyAreTheClientsOwn() {
        Caller one = caller().with("X-Forwarded-For", "192.0.2.10");
        for (int i = 0; i < 10; i++) {
            assertThat(one.post("/api/v1/auth/login", "{}").status()).isEqualTo(200);
        }
        ChecksTest.problem(one.post("/api/v1/auth/login", "{}"), 429, "RATE_LIMITED");
        assertThat(caller().with("X-Forwarded-For", "192.0.2.11")
                        .post("/api/v1/auth/login", "{}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void guessesAtSessionsAreCountedByAddress() {
        Caller guesser = caller().with("X-Forwarded-For", "192.0.2.20").token("v1.guess");
        Answer answer = guesser.get("/api/v1/auth/me");
        ChecksTest.problem(answer, 401, "UNAUTHENTICATED");
        assertThat(answer.header("RateLimit-Policy")).startsWith("\"anonymous\"");
    }

    private static int socket(Caller caller) {
        return caller.http()
                .websocket()
                .uri("/ws")
                .connect()
                .map(connection -> 101)
                .onErrorResume(
                        WebSocketClientHandshakeException.class,
                        e -> Mono.just(e.response().status().code()))
                .block(Duration.ofSeconds(5));
    }
}
