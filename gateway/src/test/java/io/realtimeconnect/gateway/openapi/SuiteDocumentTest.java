package io.realtimeconnect.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.gateway.Caller.Answer;
import io.realtimeconnect.gateway.GatewayTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@TestPropertySource(properties = "rtc.gateway.openapi-kept=100ms")
class SuiteDocumentTest extends GatewayTest {

    private static final String USER_DOCUMENT = """
            {"openapi": "3.1.0", "info": {"title": "user"}, "paths": {
              "/api/v1/users/{id}": {"get": {"operationId": "one", "responses": {"200": {"content": {"application/json":
                {"schema": {"$ref": "#/components/schemas/Page"}}}}}}},
              "/api/v1/auth/logout": {"post": {"operationId": "logout", "responses": {}}},
              "/api/v1/auth/login": {"post": {"operationId": "login", "responses": {}}},
              "/internal/users/{id}": {"get": {"operationId": "internal", "responses": {}}}},
             "components": {"schemas": {"Page": {"type": "object", "title": "users"}, "Same": {"type": "string"}}}}""";

    private static final String HISTORY_DOCUMENT = """
            {"openapi": "3.1.0", "paths": {
              "/api/v1/conversations/{id}/messages": {"get": {"operationId": "one", "responses": {"200": {"content":
                {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}}}}},
             "components": {"schemas": {"Page": {"type": "object", "title": "messages",
               "properties": {"next": {"$ref": "#/components/schemas/Page"}}}, "Same": {"type": "string"}}}}""";

    @Test
    void oneDocumentTellsWhatAllServicesSayAndTheTableKnows() {
        USER.document = USER_DOCUMENT;
        HISTORY.document = HISTORY_DOCUMENT;
        HISTORY_TWO.document = HISTORY_DOCUMENT;
        MODERATION.stop();
        try {
            await().untilAsserted(() ->
                    assertThat(document().at("/x-unavailable/0").asString()).isEqualTo("moderation-service"));
        } finally {
            MODERATION.start();
        }
        await().untilAsserted(() -> assertThat(document().has("x-unavailable")).isFalse());
        JsonNode whole = document();
        assertThat(whole.path("openapi").asString()).isEqualTo("3.1.0");
        JsonNode one = whole.path("paths").path("/api/v1/users/{id}").path("get");
        assertThat(one.path("operationId").asString()).isEqualTo("user.one");
        assertThat(one.path("security")).hasSize(2);
        assertThat(one.at("/responses/default/$ref").asString()).isEqualTo("#/components/responses/Problem");
        assertThat(whole.at("/paths/~1api~1v1~1auth~1logout/post/parameters/0/name")
                        .asString())
                .isEqualTo("Idempotency-Key");
        assertThat(whole.at("/paths/~1api~1v1~1auth~1login/post").has("parameters"))
                .isFalse();
        assertThat(whole.path("paths").propertyNames())
                .contains("/health", "/ws")
                .noneMatch(path -> path.startsWith("/internal"));
        JsonNode schemas = whole.at("/components/schemas");
        assertThat(schemas.propertyNames())
                .contains("Page", "history.Page", "Same")
                .doesNotContain("history.Same");
        assertThat(schemas.path("history.Page").at("/properties/next/$ref").asString())
                .isEqualTo("#/components/schemas/history.Page");
    }

    @Test
    void whoHasItAlreadyIsToldSo() {
        Answer first = caller().get("/openapi.json");
        Answer second = caller().with("If-None-Match", first.header("ETag")).get("/openapi.json");
        assertThat(second.status()).isIn(200, 304);
        Answer page = caller().get("/page/app.js");
        assertThat(caller().with("If-None-Match", page.header("ETag"))
                        .get("/page/app.js")
                        .status())
                .isEqualTo(304);
    }

    private JsonNode document() {
        return caller().get("/openapi.json").json();
    }
}
