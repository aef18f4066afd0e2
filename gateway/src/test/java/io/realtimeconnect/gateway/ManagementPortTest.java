package io.realtimeconnect.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The port that Prometheus asks; the routes of the public one do not apply there, nor does it serve them. */
class ManagementPortTest extends GatewayTest {

    @LocalManagementPort
    int managementPort;

    @Test
    void figuresAreServedToWhoeverReachesThePort() {
        caller().get("/live");

        String figures = client().get()
                .uri("/actuator/prometheus")
                .header(HttpHeaders.ACCEPT, "text/plain")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        assertThat(figures)
                .contains("jvm_memory_used_bytes")
                .contains("http_server_requests_seconds_bucket")
                .contains("rtc_gateway_sockets_connections");
    }

    @Test
    void nothingElseIs() {
        client().get().uri("/actuator/env").exchange().expectStatus().isNotFound();
        client().get().uri("/api/v1/auth/me").exchange().expectStatus().isNotFound();
    }

    private WebTestClient client() {
        return WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + managementPort)
                .build();
    }
}
