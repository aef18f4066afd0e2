package io.realtimeconnect.perf.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.stores.WithStores;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.reactive.server.StatusAssertions;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The metrics of any service: for administrators, and for scrapers with the token. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=history-service",
            "spring.flyway.locations=classpath:db/perf",
            "perf.metrics.scrape-token=a-token-for-scrapers-only"
        })
@WithStores(schema = "metrics", isolated = true)
class MetricsAccessTest {

    private static final String GOOD = "Bearer a-token-for-scrapers-only";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {}

    @LocalServerPort
    private int port;

    @Autowired
    private Sessions sessions;

    private WebTestClient client;

    @BeforeEach
    void connect() {
        client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/prometheus"})
    void administratorsAndScrapersRead(String path) {
        status(path, "X-Auth-Token", token(Role.ADMIN)).isOk();
        status(path, "Authorization", GOOD).isOk();
        status(path, "Authorization", GOOD.replace("Bearer", "bearer")).isOk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/prometheus"})
    void nobodyElseDoes(String path) {
        client.get().uri(path).exchange().expectStatus().isUnauthorized();
        status(path, "X-Auth-Token", token(Role.USER)).isForbidden();
        status(path, "X-Auth-Token", token(Role.MODERATOR)).isForbidden();
        for (String bad : new String[] {
            "Bearer a-token-for-scrapers-onl",
            "Bearer a-token-for-scrapers-only2",
            "Bearer A-token-for-scrapers-only",
            "Bearer ",
            "Basic a-token-for-scrapers-only",
            "a-token-for-scrapers-only"
        }) {
            status(path, "Authorization", bad).isUnauthorized();
        }
    }

    @Test
    void aScraperGetsTextAndAnAdministratorTheReport() {
        assertThat(read("/metrics/prometheus", "Authorization", GOOD)).contains("# TYPE jvm_memory_used_bytes gauge");
        assertThat(read("/metrics", "X-Auth-Token", token(Role.ADMIN))).contains("\"service\":\"history-service\"");
    }

    @Test
    void theTokenOpensNothingElse() {
        status("/health/detailed", "Authorization", GOOD).isUnauthorized();
    }

    /** Time cannot be measured in a test that is to hold; what compares can be read. */
    @Test
    void theTokenIsComparedInConstantTime() {
        var calls = new ClassFileImporter()
                .importClass(ScrapeAccess.class).getMethodCallsFromSelf().stream()
                        .map(call -> call.getTargetOwner().getSimpleName() + "." + call.getName())
                        .toList();
        assertThat(calls)
                .contains("MessageDigest.isEqual")
                .doesNotContain("String.equals", "Arrays.equals", "String.contentEquals", "Object.equals");
    }

    private StatusAssertions status(String path, String header, String value) {
        return client.get().uri(path).header(header, value).exchange().expectStatus();
    }

    private String read(String path, String header, String value) {
        return client.get()
                .uri(path)
                .header(header, value)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
    }

    private String token(Role role) {
        Login login = new Login(UUID.randomUUID(), "ann", Set.of(role), "test", "127.0.0.1");
        return sessions.admit(login).block(Duration.ofSeconds(10)).token();
    }
}
