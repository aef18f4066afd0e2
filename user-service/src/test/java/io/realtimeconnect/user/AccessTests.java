package io.realtimeconnect.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.test.TestIdentity;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Every path with who may call it; a path that is not in the list fails the test. */
@UserServiceTest
class AccessTests {

    private static final Set<String> ANYONE = Set.of("POST /api/v1/auth/register", "POST /api/v1/auth/login");
    private static final Set<String> SESSION = Set.of(
            "GET /api/v1/auth/me",
            "POST /api/v1/auth/logout",
            "POST /api/v1/auth/logout-all",
            "GET /api/v1/sessions",
            "DELETE /api/v1/sessions/{id}",
            "GET /api/v1/users/{id}",
            "GET /api/v1/users",
            "PATCH /api/v1/users/me",
            "DELETE /api/v1/users/me",
            "PUT /api/v1/users/me/password",
            "PUT /api/v1/users/me/email",
            "GET /api/v1/users/me/blocks",
            "PUT /api/v1/users/me/blocks/{userId}",
            "DELETE /api/v1/users/me/blocks/{userId}");
    private static final Set<String> ADMIN =
            Set.of("PUT /api/v1/admin/users/{id}/roles", "GET /api/v1/admin/sessions/analytics");
    private static final Set<String> SERVICE = Set.of(
            "GET /internal/users/{id}",
            "POST /internal/users/batch",
            "GET /internal/users/{id}/blocks",
            "POST /internal/users/blocked-pairs");
    private static final String OWN_DATA = "GET /internal/users/{id}/own-data";
    private static final String OWN_BLOCKS = "GET /internal/users/{id}/own-blocks";

    @Autowired
    Api api;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mapping;

    static Stream<String> forSessions() {
        return Stream.concat(SESSION.stream(), ADMIN.stream()).sorted();
    }

    static Stream<String> forAdministrators() {
        return ADMIN.stream().sorted();
    }

    static Stream<String> forServices() {
        return SERVICE.stream().sorted();
    }

    @Test
    void everyPathOfThisServiceIsListed() {
        Set<String> paths = mapping.getHandlerMethods().entrySet().stream()
                .filter(entry -> entry.getValue().getBeanType().getPackageName().startsWith("io.realtimeconnect.user"))
                .flatMap(entry -> entry.getKey().getMethodsCondition().getMethods().stream()
                        .flatMap(method -> entry.getKey().getPatternsCondition().getPatterns().stream()
                                .map(pattern -> method + " " + pattern.getPatternString())))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> listed = new TreeSet<>(ANYONE);
        listed.addAll(SESSION);
        listed.addAll(ADMIN);
        listed.addAll(SERVICE);
        listed.add(OWN_DATA);
        listed.add(OWN_BLOCKS);
        assertThat(paths).isEqualTo(listed);
    }

    @ParameterizedTest
    @MethodSource("forSessions")
    void nobodyComesInWithoutASessionWhateverTheBody(String call) {
        call(call, null, null).is(401, "UNAUTHENTICATED");
        call(call, "v1." + "A".repeat(64), null).is(401, "UNAUTHENTICATED");
        call(call, "nonsense", null).is(401, "UNAUTHENTICATED");
        call(call, null, TestIdentity.token("queuing-service", "user-service")).is(401, "UNAUTHENTICATED");
    }

    @ParameterizedTest
    @MethodSource("forAdministrators")
    void whatIsForAdministratorsIsForNobodyElse(String call) {
        call(call, api.signUp().token(), null).is(403, "FORBIDDEN");
        assertThat(call(call, api.rootToken(), null).status()).isNotIn(401, 403);
    }

    @Test
    void ownDataIsForTheServiceThatWritesTheFile() {
        for (String path : new String[] {OWN_DATA, OWN_BLOCKS}) {
            call(path, api.signUp().token(), null).is(401, "UNAUTHENTICATED");
            call(path, null, TestIdentity.token("queuing-service", "user-service"))
                    .is(403, "FORBIDDEN");
            assertThat(call(path, null, TestIdentity.token("history-service", "user-service"))
                            .status())
                    .isNotIn(401, 403);
        }
    }

    @ParameterizedTest
    @MethodSource("forServices")
    void internalPathsAreForTheServicesNamed(String call) {
        call(call, api.signUp().token(), null).is(401, "UNAUTHENTICATED");
        call(call, null, "nonsense").is(401, "UNAUTHENTICATED");
        call(call, null, TestIdentity.token("queuing-service", "history-service"))
                .is(401, "UNAUTHENTICATED");
        call(call, null, TestIdentity.token("gateway", "user-service")).is(403, "FORBIDDEN");
        assertThat(call(call, null, TestIdentity.token("queuing-service", "user-service"))
                        .status())
                .isNotIn(401, 403);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/auth/login", "/api/v1/auth/register"})
    void aForeignPageCannotLogSomebodyIn(String path) {
        api.call(HttpMethod.POST, path, "{}".getBytes(), null, headers -> {
                    headers.set("Origin", "https://evil.example");
                    headers.set("Sec-Fetch-Site", "cross-site");
                })
                .is(403, "CSRF_REJECTED");
    }

    @Test
    void aForeignPageCannotWriteWithTheCookie() {
        var person = api.signUp();

        api.call(HttpMethod.POST, "/api/v1/auth/logout", null, null, headers -> {
                    headers.set("Cookie", "SESSION=" + person.token());
                    headers.set("Origin", "https://evil.example");
                })
                .is(403, "CSRF_REJECTED");
        person.get("/api/v1/auth/me").is(200);
    }

    @Test
    void theDocumentNamesEveryPublicPathAndNoInternalOne() {
        var document = api.get("/v3/api-docs", null).is(200).json();

        assertThat(document.path("paths").propertyNames())
                .contains("/api/v1/auth/register", "/api/v1/users/{id}", "/api/v1/users/me/blocks/{userId}")
                .noneMatch(path -> path.startsWith("/internal"));
        assertThat(document.at("/paths/~1api~1v1~1auth~1login/post/operationId").asString())
                .isEqualTo("login");
        // who calls is told by the session, never by a parameter
        assertThat(document.at("/paths/~1api~1v1~1auth~1logout/post").propertyNames())
                .doesNotContain("parameters");
        assertThat(document.at("/components/schemas").propertyNames()).doesNotContain("CurrentUser");
        assertThat(document.at("/paths/~1api~1v1~1auth~1me/get/responses/200/content")
                        .propertyNames())
                .containsExactly("application/json");
    }

    private Api.Answer call(String call, @Nullable String token, @Nullable String service) {
        String[] parts = call.split(" ");
        String path = parts[1].replaceAll("\\{.*?}", UUID.randomUUID().toString());
        return api.call(HttpMethod.valueOf(parts[0]), path, null, token, headers -> {
            headers.set("Content-Type", "text/nonsense");
            if (service != null) {
                headers.set("X-Service-Token", service);
            }
        });
    }
}
