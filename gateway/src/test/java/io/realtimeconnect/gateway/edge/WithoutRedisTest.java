package io.realtimeconnect.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.gateway.Caller.Answer;
import io.realtimeconnect.gateway.GatewayTest;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = {"spring.data.redis.url=redis://127.0.0.1:1", "perf.rate-limit.enabled=true"})
class WithoutRedisTest extends GatewayTest {

    private static final String TOKEN =
            "v1." + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[48]);

    @Test
    void whatNeedsASessionIsA503AtOnce() {
        caller().token(TOKEN).get("/api/v1/auth/me");
        long start = System.nanoTime();
        Answer answer = caller().token(TOKEN).get("/api/v1/auth/me");
        ChecksTest.problem(answer, 503, "SESSION_STORE_UNAVAILABLE");
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1_000);
    }

    @Test
    void whatNeedsNoneGoesOn() {
        assertThat(caller().get("/").status()).isEqualTo(200);
        assertThat(caller().post("/api/v1/auth/login", "{}").status()).isEqualTo(200);
        ChecksTest.problem(caller().get("/api/v1/auth/me"), 401, "UNAUTHENTICATED");
    }
}
