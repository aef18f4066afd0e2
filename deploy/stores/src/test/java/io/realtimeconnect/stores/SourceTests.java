package io.realtimeconnect.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceTests {
    @Test
    void theEnvironmentComesFirstAndDockerIsNotEvenAsked() {
        var source = Source.choose(Map.of("DATABASE_URL", "postgres://a:b@c/d"), "DATABASE_URL", () -> {
            throw new AssertionError("asked");
        });
        assertThat(source).isEqualTo(Source.ENVIRONMENT);
    }

    @Test
    void aContainerIsPreferredWhereAnEngineAnswers() {
        assertThat(Source.choose(Map.of("REDIS_URL", " "), "REDIS_URL", () -> true))
                .isEqualTo(Source.CONTAINER);
    }

    @Test
    void otherwiseTheServerIsOurOwn() {
        assertThat(Source.choose(Map.of("DATABASE_URL", "postgres://a:b@c/d"), "REDIS_URL", () -> false))
                .isEqualTo(Source.EMBEDDED);
    }
}
