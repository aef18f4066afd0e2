package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.realtimeconnect.e2e.SuiteUnderTest;
import io.realtimeconnect.e2e.WithSuite;
import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Api;
import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.contract.Row.Who;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The published document holds each call of the contract and no other, and each call is open to whom it is meant for alone. */
@WithSuite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorisationIT {

    private static final List<String> STREAMS = List.of("/api/v1/queue/events", "/api/v1/performance/stream", "/ws");

    private final SuiteUnderTest suite;
    private JsonNode paths;
    private Stage stage;
    private Person user;

    AuthorisationIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    @BeforeAll
    void peopleOfEachRole() throws Exception {
        stage = new Stage(suite);
        user = stage.person();
        paths = suite.api().get("/openapi.json").expect(200).json().path("paths");
    }

    static Stream<Row> rows() {
        return Row.all().stream();
    }

    @Test
    void theDocumentHoldsTheContractAndNoMore() {
        TreeSet<String> documented = new TreeSet<>();
        paths.forEachEntry((path, calls) -> calls.propertyNames()
                .forEach(method -> documented.add(Row.key(method.toUpperCase(java.util.Locale.ROOT), path))));

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        rows().map(Row::key).collect(java.util.stream.Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void nobodyIsAskedToLogInUnlessTheCallIsForAnyone(Row row) {
        assumeFalse(STREAMS.contains(row.path()) && row.who() == Who.ANYONE);
        Answer answer = call(suite.api(), row);

        if (row.who() == Who.ANYONE) {
            assertThat(answer.code()).as(row + ": " + answer).isNotIn("UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND");
        } else {
            assertThat(answer.code()).as(row + ": " + answer).isEqualTo("UNAUTHENTICATED");
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aUserIsKeptFromWhatIsForStaff(Row row) {
        assumeTrue(row.who() == Who.MODERATOR || row.who() == Who.ADMIN);

        assertThat(call(user.api(), row).code()).isEqualTo("FORBIDDEN");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aModeratorIsKeptFromWhatIsForAdministrators(Row row) {
        assumeTrue(row.who() == Who.ADMIN);

        assertThat(call(stage.moderator().api(), row).code()).isEqualTo("FORBIDDEN");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whoMayIsLetIn(Row row) {
        assumeFalse(row.harmful() || STREAMS.contains(row.path()));
        Api api = switch (row.who()) {
            case ANYONE -> suite.api();
            case SESSION -> stage.person().api();
            case MODERATOR -> stage.moderator().api();
            case ADMIN -> stage.admin().api();
        };

        Answer answer = call(api, row);

        assertThat(answer.status())
                .as(row + ": " + answer)
                .isNotIn(401, 403, 405)
                .isLessThan(500);
        assertThat(answer.code()).as(row + ": " + answer).isNotEqualTo("NOT_FOUND");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theDocumentSaysWhomTheCallIsFor(Row row) {
        JsonNode documented = paths.properties().stream()
                .filter(path -> Row.key(row.method(), path.getKey()).equals(row.key()))
                .map(path -> path.getValue().path(row.method().toLowerCase(java.util.Locale.ROOT)))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow(() -> new AssertionError(row + " is not documented"));

        assertThat(documented.path("security").isEmpty()).isEqualTo(row.who() == Who.ANYONE);
        assertThat(documented.path("x-role").asString(""))
                .isEqualTo(
                        row.who() == Who.MODERATOR || row.who() == Who.ADMIN
                                ? row.who().name()
                                : "");
    }

    @Test
    void whatServicesTellEachOtherIsNotReachedFromOutside() {
        for (String path :
                List.of("/internal/events", "/internal/performance", "/internal/jobs", "/actuator/prometheus")) {
            assertThat(stage.admin().api().get(path).code()).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void aServiceRefusesWhatIsForServicesToWhoeverShowsNoToken() throws Exception {
        for (JsonNode service : suite.status().path("services")) {
            String port = service.path("port").asString();
            Api direct = new Api(java.net.URI.create("http://127.0.0.1:" + port))
                    .withToken(stage.admin().api().token());
            if (!service.path("name").asString().equals("gateway")) {
                assertThat(direct.get("/internal/events?after=0").status()).isIn(401, 403, 404);
                assertThat(direct.get("/internal/performance").status()).isIn(401, 403);
            }
        }
    }

    private static Answer call(Api api, Row row) {
        boolean body = !row.method().equals("GET") && !row.method().equals("DELETE");
        return api.call(row.method(), row.example(), body ? Map.of() : null, Map.of());
    }
}
