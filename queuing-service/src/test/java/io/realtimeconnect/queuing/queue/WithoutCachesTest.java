package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.stores.WithStores;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The service with {@code ENABLE_QUERY_CACHE=false}. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "perf.cache.enabled=false")
@WithStores(schema = "queuing", isolated = true)
class WithoutCachesTest {

    @Autowired
    private Sessions sessions;

    @LocalServerPort
    private int port;

    @Test
    void theStateOfTheQueueAndItsFiguresComeFromTheTables() {
        answers("/api/v1/queue", Role.USER);
        answers("/api/v1/admin/queue/stats", Role.ADMIN);
    }

    private void answers(String path, Role role) {
        String token = sessions.admit(new Login(UUID.randomUUID(), "somebody", Set.of(role), null, null))
                .block()
                .token();
        WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build()
                .get()
                .uri(path)
                .header("X-Auth-Token", token)
                .exchange()
                .expectStatus()
                .isOk();
    }
}
