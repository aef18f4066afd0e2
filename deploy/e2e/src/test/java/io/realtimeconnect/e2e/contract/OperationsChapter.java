package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.client.Api;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What operators look at and turn. */
final class OperationsChapter {

    private static final List<String> SERVICES = List.of(
            "gateway",
            "user-service",
            "queuing-service",
            "communication-service",
            "history-service",
            "moderation-service");

    private OperationsChapter() {}

    static void walk(Stage stage) {
        for (String path :
                List.of("/health", "/ready", "/live", "/healthz", "/openapi.json", "/asyncapi.yaml", "/docs", "/")) {
            stage.nobody().get(path).expect(200);
        }
        Api admin = stage.admin().api();
        JsonNode health = admin.get("/health/detailed").expect(200).json();
        assertThat(health.path("status").asString()).isIn("healthy", "degraded");
        admin.get("/health/database").expect(200);
        admin.get("/health/cache").expect(200);
        admin.get("/console").expect(200);
        performance(admin);
        metrics(admin);
        limits(admin);
        jobs(admin);
    }

    private static void performance(Api admin) {
        String base = "/api/v1/performance";
        assertThat(admin.get(base).expect(200).json().path("services").propertyNames())
                .containsAll(SERVICES);
        for (String part : List.of("queries", "cache", "database", "sessions", "requests", "recommendations")) {
            assertThat(admin.get(base + "/" + part)
                            .expect(200)
                            .json()
                            .path("services")
                            .isObject())
                    .as(part)
                    .isTrue();
        }
        for (String service : SERVICES) {
            admin.get(base + "/" + service).expect(200);
            admin.get(base + "/" + service + "/requests").expect(200);
        }
        for (String scope : List.of(base, base + "/user-service")) {
            admin.get(scope + "/slow-queries").expect(200);
            for (String task : List.of("/reset", "/cache/clear", "/cache/cleanup")) {
                done(admin, scope + task, Map.of());
            }
            done(admin, scope + "/cache/invalidate", Map.of("pattern", "no-such-cache:*"));
            done(admin, scope + "/optimize", Map.of("task", "analyze"));
            assertThat(admin.post(scope + "/analyze", Map.of("operation", "user.search", "durationMs", 4_000))
                            .expect(200)
                            .text())
                    .contains("poor", "suggestions");
        }
        admin.events(base + "/stream", (event, data) -> data.startsWith("{"));
    }

    private static void done(Api admin, String path, Object body) {
        assertThat(admin.post(path, body).status()).as(path).isIn(200, 202);
    }

    private static void metrics(Api admin) {
        assertThat(admin.get("/metrics").expect(200).json().isObject()).isTrue();
        assertThat(admin.get("/metrics/prometheus").expect(200).text()).contains("http_server_requests");
    }

    private static void limits(Api admin) {
        String path = "/api/v1/admin/limits";
        assertThat(admin.get(path).expect(200).text()).contains("auth", "anonymous", "upload", "message");
        JsonNode upload = admin.get(path + "/upload").expect(200).json();
        assertThat(admin.put(path + "/upload", upload).expect(200).json()).isEqualTo(upload);
        assertThat(admin.put(path, Map.of("items", List.of(upload))).expect(200).text())
                .contains("upload");
        assertThat(admin.get(path + "/no-such-policy").status()).isEqualTo(404);
    }

    private static void jobs(Api admin) {
        JsonNode jobs = admin.get("/api/v1/admin/jobs").expect(200).json();
        String name = jobs.findValuesAsString("name").get(0);
        assertThat(admin.post("/api/v1/admin/jobs/" + name + "/run", null).status())
                .isIn(200, 202);
        assertThat(admin.post("/api/v1/admin/jobs/cleanup", null).status()).isIn(200, 202);
    }
}
