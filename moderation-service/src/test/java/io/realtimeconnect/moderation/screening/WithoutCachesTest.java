package io.realtimeconnect.moderation.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.moderation.Instance;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The service with {@code ENABLE_QUERY_CACHE=false}. */
class WithoutCachesTest {

    @Test
    void rulesComeFromTheTable() {
        try (Instance off = new Instance(
                Stores.freshSchema("moderation"), Stores.redis().url(), Map.of("perf.cache.enabled", "false"))) {
            String token = off.bean(Sessions.class)
                    .admit(new Login(UUID.randomUUID(), "root", Set.of(Role.ADMIN), null, null))
                    .block()
                    .token();
            WebTestClient web = WebTestClient.bindToServer()
                    .baseUrl("http://127.0.0.1:" + off.port())
                    .responseTimeout(Duration.ofSeconds(20))
                    .defaultHeader("X-Auth-Token", token)
                    .build();
            web.put()
                    .uri("/api/v1/moderation/rules")
                    .bodyValue(
                            Map.of("kind", "word", "expression", "uncached", "category", "abuse", "severity", "high"))
                    .exchange()
                    .expectStatus()
                    .is2xxSuccessful();
            web.get()
                    .uri("/api/v1/moderation/rules")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(String.class)
                    .value(rules -> assertThat(rules).contains("uncached"));
            await().until(() ->
                    off.bean(LiveRules.class).book().judge("you uncached", null).decision() == Decision.block);
        }
    }
}
