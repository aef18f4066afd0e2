package io.realtimeconnect.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.gateway.Caller.Answer;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "perf.health.cache-for=10ms")
class SuiteHealthTest extends GatewayTest {

    @AfterEach
    void well() {
        HISTORY.health = "healthy";
        MODERATION.health = "healthy";
        HISTORY.database = "healthy";
    }

    @Test
    void theDatabaseIsAsWellAsTheServiceThatFaresWorstWithIt() {
        HISTORY.database = "degraded";

        await().untilAsserted(() -> assertThat(caller(Role.ADMIN)
                        .get("/health/database")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("degraded"));
    }

    @Test
    void theSuiteIsAsWellAsItsWorstService() {
        becomes(200, "healthy", "healthy", "healthy");
        HISTORY.health = "unhealthy";
        becomes(200, "degraded", "degraded", "healthy");
        MODERATION.health = "unhealthy";
        becomes(503, "unhealthy", "degraded", "unhealthy");
    }

    @Test
    void aServiceThatIsDownIsNamed() {
        MODERATION.stop();
        try {
            becomes(503, "unhealthy", "healthy", "unhealthy");
        } finally {
            MODERATION.start();
        }
    }

    @Test
    void probesSpeakOfThisInstanceOnly() {
        MODERATION.health = "unhealthy";
        for (String path : new String[] {"/ready", "/live", "/healthz"}) {
            assertThat(caller().get(path).status()).isEqualTo(200);
        }
    }

    private void becomes(int status, String suite, String history, String moderation) {
        await().untilAsserted(() -> {
            Answer answer = caller().get("/health");
            assertThat(answer.status()).as(answer.text()).isEqualTo(status);
            assertThat(answer.json().path("status").asString()).isEqualTo(suite);
            assertThat(answer.json().at("/services/history-service/status").asString())
                    .isEqualTo(history);
            assertThat(answer.json().at("/services/moderation-service/status").asString())
                    .isEqualTo(moderation);
            assertThat(answer.json().at("/services").propertyNames()).hasSize(5);
            assertThat(answer.json().at("/timestamp").asString()).endsWith("Z");
        });
    }
}
