package io.realtimeconnect.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.Caller.Answer;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChecksTest extends GatewayTest {

    @Test
    void aListedCallReachesItsService() {
        Answer answer = caller(Role.USER).get("/api/v1/auth/me?x=%C3%A4");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("service").asString()).isEqualTo("user-service");
        assertThat(answer.json().path("uri").asString()).isEqualTo("/api/v1/auth/me?x=%C3%A4");
    }

    @Test
    void whatIsNotListedDoesNotExist() {
        Answer answer = caller().get("/api/v1/nothing");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("NOT_FOUND");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(caller().get("/internal/events").status()).isEqualTo(404);
        assertThat(caller().get("/actuator/prometheus").status()).isEqualTo(404);
        assertThat(caller().get("/v3/api-docs").status()).isEqualTo(404);
    }

    @Test
    void aSharedPathNamesTheMethodsOfAllItsServices() {
        String path = "/api/v1/conversations/" + UUID.randomUUID() + "/messages";
        Answer answer = caller().send("PUT", path, "{}");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.code()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(answer.header("Allow").replace(" ", "").split(","))
                .containsExactly("GET", "HEAD", "OPTIONS", "POST");
        Caller me = caller(Role.USER);
        assertThat(me.get(path).json().path("service").asString()).isEqualTo("history-service");
        assertThat(me.post(path, "{}").json().path("service").asString()).isEqualTo("communication-service");
        Answer options = caller().send("OPTIONS", path, null);
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Allow").replace(" ", "").split(","))
                .containsExactly("GET", "HEAD", "OPTIONS", "POST");
    }
}
