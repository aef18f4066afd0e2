package io.realtimeconnect.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.Caller.Answer;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HeadersTest extends GatewayTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Service-Token",
                "x-service-name",
                "X-User-Id",
                "X-USER-ROLES",
                "Forwarded",
                "X-Real-IP",
                "X-Original-URL",
                "X-Rewrite-Url",
                "X-HTTP-Method-Override",
                "X-Forwarded-Port",
                "X-Forwarded-Prefix",
                "TE",
                "Proxy-Authorization",
                "Keep-Alive",
                "Trailer"
            })
    void whatOnlyTheHouseMaySayIsTakenOff(String name) {
        assertThat(heard(caller(Role.USER).with(name, "1")).propertyNames()).noneMatch(name::equalsIgnoreCase);
    }

    @Test
    void whatAConnectionHeaderNamesIsOfThatConnectionOnly() {
        JsonNode heard = heard(caller(Role.USER)
                .with("Connection", "keep-alive, X-Hop")
                .with("X-Hop", "1")
                .with("X-Other", "1"));
        assertThat(heard.propertyNames()).contains("X-Other").doesNotContain("X-Hop");
    }

    @Test
    void theServiceIsToldTheClientNotWhatTheClientSays() {
        JsonNode heard = heard(caller(Role.USER)
                .with("X-Forwarded-For", "1.2.3.4")
                .with("X-Forwarded-Host", "evil")
                .with("X-Forwarded-Proto", "https"));
        assertThat(one(heard, "X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(one(heard, "X-Forwarded-Host")).isEqualTo("127.0.0.1:" + port);
        assertThat(one(heard, "X-Forwarded-Proto")).isEqualTo("http");
        assertThat(one(heard, "Host")).isEqualTo("127.0.0.1:" + port);
    }

    @Test
    void theDeadlineIsTheGatewaysOwn() {
        long remaining = Long.parseLong(
                one(heard(caller(Role.USER).with("X-Request-Deadline", "999999")), "X-Request-Deadline"));
        assertThat(remaining).isBetween(1L, 10_000L);
    }

    @Test
    void requestIdsAreAcceptedOrMade() {
        Answer mine = caller(Role.USER).with("X-Request-Id", "my.id-1").get("/api/v1/auth/me");
        assertThat(mine.headers().getAll("X-Request-Id")).containsExactly("my.id-1");
        assertThat(one(mine.json().path("headers"), "X-Request-Id")).isEqualTo("my.id-1");
        Answer bad = caller(Role.USER).with("X-Request-Id", "a b").get("/api/v1/auth/me");
        assertThat(bad.headers().getAll("X-Request-Id")).hasSize(1).doesNotContain("a b", "mine");
        assertThat(one(bad.json().path("headers"), "X-Request-Id")).isEqualTo(bad.header("X-Request-Id"));
        assertThat(caller().get("/nothing").header("X-Request-Id")).isNotBlank();
    }

    @Test
    void tracesGoOnAndNonsenseDoesNot() {
        assertThat(one(heard(caller(Role.USER).with("traceparent", TRACE)), "traceparent"))
                .isEqualTo(TRACE);
        assertThat(heard(caller(Role.USER).with("traceparent", "x")).propertyNames())
                .doesNotContain("traceparent");
    }

    @Test
    void whatTheServiceKeepsToTheHouseStaysThere() {
        Answer answer = caller(Role.USER).get("/api/v1/auth/me");
        assertThat(answer.headers().contains("X-Service-Token")).isFalse();
        assertThat(answer.header("X-Served-By")).isNotNull();
    }

    @Test
    void whatNeedsASessionIsPrivate() {
        assertThat(caller(Role.USER).get("/api/v1/auth/me").header("Cache-Control"))
                .isEqualTo("private, no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/admin/limits",
                "/api/v1/admin/limits/api",
                "/api/v1/performance/gateway",
                "/api/v1/performance/slow-queries",
                "/console"
            })
    void whatTheGatewayItselfTellsOnASessionIsPrivate(String path) {
        Answer answer = caller(Role.ADMIN).get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().getAll("Cache-Control")).containsExactly("private, no-cache");
    }

    @Test
    void cachesAreToldThatTheEncodingIsChosen() {
        for (String path : new String[] {"/", "/asyncapi.yaml", "/openapi.json", "/page/app.js"}) {
            Answer packed = caller().with("Accept-Encoding", "gzip").get(path);
            Answer plain = caller().with("Accept-Encoding", "identity").get(path);
            assertThat(packed.header("Content-Encoding")).as(path).isEqualTo("gzip");
            assertThat(plain.header("Content-Encoding")).as(path).isNull();
            assertThat(packed.headers().getAll("Vary")).as(path).containsExactly("Accept-Encoding");
            assertThat(plain.headers().getAll("Vary")).as(path).containsExactly("Accept-Encoding");
        }
    }

    @Test
    void aLimitOfTheServicesOwnIsToldBesideTheGateways() {
        Answer answer = caller(Role.USER).with("X-Fake", "limited").get("/api/v1/auth/me");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.headers().getAll("RateLimit")).contains("\"message\";r=0;t=1");
        assertThat(answer.headers().getAll("RateLimit-Policy")).contains("\"message\";q=20;w=1");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void everyAnswerTellsBrowsersWhatItMayDo() {
        for (String path : new String[] {"/", "/nothing", "/live"}) {
            Answer answer = caller().get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'")
                    .contains("script-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void theSessionTravelsOnAsItCame() {
        String token = token(Role.USER);
        JsonNode byCookie = heard(caller().with("Cookie", "a=b; SESSION=" + token));
        assertThat(one(byCookie, "Cookie")).isEqualTo("a=b; SESSION=" + token);
        assertThat(byCookie.propertyNames()).doesNotContain("X-Auth-Token");
        assertThat(one(heard(caller().token(token)), "X-Auth-Token")).isEqualTo(token);
    }

    private static JsonNode heard(Caller caller) {
        return caller.get("/api/v1/auth/me").json().path("headers");
    }

    private static String one(JsonNode headers, String name) {
        for (String key : headers.propertyNames()) {
            if (key.equalsIgnoreCase(name)) {
                assertThat(headers.get(key)).hasSize(1);
                return headers.get(key).get(0).asString();
            }
        }
        throw new AssertionError(name + " is not in " + headers);
    }
}
