package io.realtimeconnect.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.gateway.route.RouteTable;
import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.gateway.route.Who;
import io.realtimeconnect.perf.session.Role;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

class AccessOfEveryRowTest extends GatewayTest {

    private static final List<Integer> REFUSALS = List.of(401, 403);

    @Autowired
    RouteTable table;

    @TestFactory
    Stream<DynamicTest> everyRowKeepsOutWhoIsTooLittle() {
        List<Caller> ranks = List.of(caller(), caller(Role.USER), caller(Role.MODERATOR), caller(Role.ADMIN));
        return table.rows().stream()
                // without an upgrade this is no call; GraphQlChecksTest knows who may upgrade
                .filter(row -> row.method() != HttpMethod.GET || !row.path().equals("/graphql"))
                // never ends; performance.PerformanceTest knows who may listen
                .filter(row -> !row.path().equals("/api/v1/performance/stream"))
                .map(row -> DynamicTest.dynamicTest(row.method() + " " + row.path(), () -> {
                    for (Who rank : Who.values()) {
                        int status = status(ranks.get(rank.ordinal()), row);
                        if (rank.compareTo(row.who()) >= 0) {
                            assertThat(status).as("%s may", rank).isNotIn(REFUSALS);
                            assertThat(row.proxied() && !row.path().equals("/ws") && status != 200)
                                    .as("%s reaches the service", rank)
                                    .isFalse();
                        } else {
                            assertThat(status).as("%s may not", rank).isEqualTo(rank == Who.ANYONE ? 401 : 403);
                        }
                    }
                }));
    }

    private static int status(Caller caller, Row row) {
        String path = row.path()
                .replaceAll("\\{(service|part|policy|job)}", "x")
                .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
        boolean body = row.method() != HttpMethod.GET && row.method() != HttpMethod.DELETE;
        return caller.send(row.method().name(), path, body ? "{}" : null).status();
    }
}
