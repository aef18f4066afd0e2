package io.realtimeconnect.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;

class RouteTableTest {

    private static final String ID = UUID.randomUUID().toString();

    private final RouteTable table;

    RouteTableTest() throws IOException {
        table = RouteTableReader.read(new ClassPathResource("routes.table"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/auth/login, user-service",
        "GET, /api/v1/users/ID, user-service",
        "PATCH, /api/v1/users/me, user-service",
        "PUT, /api/v1/users/me/blocks/ID, user-service",
        "DELETE, /api/v1/sessions/01890000-0000-7000-8000-000000000000, user-service",
        "GET, /api/v1/queue/events, queuing-service",
        "GET, /api/v1/conversations/ID/messages, history-service",
        "HEAD, /api/v1/conversations/ID/messages, history-service",
        "POST, /api/v1/conversations/ID/messages, communication-service",
        "PATCH, /api/v1/conversations/ID/messages/ID, communication-service",
        "GET, /ws, communication-service",
        "GET, /api/v1/history/export/ID/file, history-service",
        "POST, /api/v1/moderation/reports/ID/claim, moderation-service",
        "GET, /api/v1/performance/cache/hits, gateway",
        "POST, /api/v1/performance/cache/clear, gateway",
        "GET, /, gateway",
    })
    void aCallFindsItsService(String method, String path, String service) {
        assertThat(find(method, path))
                .isInstanceOfSatisfying(
                        Finding.Found.class,
                        found -> assertThat(found.row().service()).isEqualTo(service));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/conversations/ID/messages, 'GET,HEAD,OPTIONS,POST'",
        "/api/v1/users/me, 'DELETE,OPTIONS,PATCH'",
        "/api/v1/users/ID, 'GET,HEAD,OPTIONS'",
        "/api/v1/queue, 'DELETE,GET,HEAD,OPTIONS,POST'",
        "/api/v1/performance/cache/clear, 'GET,HEAD,OPTIONS,POST'",
    })
    void anotherMethodIsToldThemAll(String path, String allow) {
        assertThat(find("TRACE", path))
                .isInstanceOfSatisfying(
                        Finding.OtherMethods.class,
                        others -> assertThat(others.allow())
                                .extracting(HttpMethod::name)
                                .containsExactly(allow.split(",")));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/users/7, USER_NOT_FOUND",
        "GET, /api/v1/users/1-1-1-1-1, USER_NOT_FOUND",
        "GET, /api/v1/conversations/x/messages, CONVERSATION_NOT_FOUND",
        "DELETE, /api/v1/conversations/ID/messages/x, MESSAGE_NOT_FOUND",
        "GET, /api/v1/matches/x, MATCH_NOT_FOUND",
        "DELETE, /api/v1/sessions/a%20b, SESSION_NOT_FOUND",
        "DELETE, /api/v1/users/7, NOT_FOUND",
        "GET, /api/v1/users/, USER_NOT_FOUND",
        "GET, /api/v1/queue/, NOT_FOUND",
        "GET, /API/v1/queue, NOT_FOUND",
        "GET, /api/v1/que%75e, NOT_FOUND",
        "GET, /internal/events, NOT_FOUND",
        "GET, /actuator, NOT_FOUND",
    })
    void whatIsNotThereIsMissedByName(String method, String path, String code) {
        assertThat(find(method, path)).isEqualTo(new Finding.Nothing(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api//v1/queue",
                "/api/v1/../v1/queue",
                "/api/./v1",
                "/..",
                "/api/v1/queue;x=1",
                "/api/v1%2Fqueue",
                "/api/v1%2fqueue",
                "/%2e%2e/x",
                "/a%5cb",
                "/a\\b",
                "/a%00",
                "/a%0d%0aX: y",
                "/a%7f",
                "/a%",
                "/a%1",
                "/a%zz",
                "/a%3bb",
                "/a%252f",
                "/a b",
                "/\u0007",
                "//",
                "x"
            })
    void hostilePathsAreKnown(String path) {
        assertThat(HostilePath.is(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/users/me", "/api/v1/users/%C3%A4", "/a.b", "/a..b", "/a,b@c:d"})
    void honestPathsAreNot(String path) {
        assertThat(HostilePath.is(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a gateway anyone - -",
                "GET /a gateway somebody - - -",
                "GET /a gateway anyone - soon -",
                "GET /a gateway anyone - - much",
                "GET /a gateway anyone - - -\nGET /a gateway session - - -"
            })
    void aTableThatIsWrongEndsTheStart(String text) {
        ByteArrayResource resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
        assertThatIllegalStateException().isThrownBy(() -> RouteTableReader.read(resource));
    }

    @Test
    void writesArePossibleWithinTheLongestDeadline() {
        assertThat(table.rows())
                .filteredOn(row -> row.deadline() != null)
                .allSatisfy(row -> assertThat(row.deadline()).isLessThan(Duration.ofMinutes(6)));
    }

    private Finding find(String method, String path) {
        return table.find(HttpMethod.valueOf(method), path.replace("ID", ID));
    }
}
