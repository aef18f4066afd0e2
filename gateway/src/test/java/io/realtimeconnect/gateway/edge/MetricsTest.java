package io.realtimeconnect.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@TestPropertySource(properties = "perf.metrics.scrape-token=a-token-for-scrapers-only")
class MetricsTest extends GatewayTest {

    private static final String GOOD = "Bearer a-token-for-scrapers-only";

    @Test
    void aScraperReadsPrometheusText() {
        Caller.Answer answer = caller().with("Authorization", GOOD).get("/metrics/prometheus");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        assertThat(answer.text()).contains("# TYPE jvm_memory_used_bytes gauge", "rtc_gateway_sockets");
    }

    @Test
    void anAdministratorReadsTheReport() {
        JsonNode report = caller(Role.ADMIN).get("/metrics").json();
        assertThat(report.path("service").asString()).isEqualTo("gateway");
        assertThat(report.at("/requests/averageMs").isNumber()).isTrue();
        assertThat(report.at("/requests/perSecond").isNumber()).isTrue();
        assertThat(report.at("/cache/hitRate").isNumber()).isTrue();
        assertThat(report.path("recommendations").isArray()).isTrue();
        assertThat(caller().with("Authorization", GOOD).get("/metrics").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer a-token-for-scrapers-onl", "Bearer ", "Basic a-token-for-scrapers-only", "nonsense"})
    void anyOtherTokenIsNone(String authorization) {
        assertThat(caller().with("Authorization", authorization)
                        .get("/metrics/prometheus")
                        .status())
                .isEqualTo(401);
        assertThat(caller(Role.MODERATOR)
                        .with("Authorization", authorization)
                        .get("/metrics")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theTokenOpensNothingElse() {
        assertThat(caller().with("Authorization", GOOD)
                        .get("/api/v1/performance")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/detailed", "/health/database", "/health/cache"})
    void healthWithFiguresIsForAdministrators(String path) {
        assertThat(caller().get(path).status()).isEqualTo(401);
        assertThat(caller(Role.USER).get(path).status()).isEqualTo(403);
        assertThat(caller(Role.ADMIN).get(path).status()).isIn(200, 503);
    }
}
