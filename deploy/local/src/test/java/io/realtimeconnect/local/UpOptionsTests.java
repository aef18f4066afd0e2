package io.realtimeconnect.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpOptionsTests {
    @Test
    void theSecondReplicaIsAHundredPortsAwayAndItsManagementAThousandMore() {
        var options = parse(Map.of("RTC_PORT_OFFSET", "20"), "-d", "--replicas", "user-service=2");
        assertThat(options.detached()).isTrue();
        var second = options.instances().get(1);
        assertThat(second.name()).isEqualTo("user-service#2");
        assertThat(second.port()).isEqualTo(8201);
        assertThat(second.managementPort()).isEqualTo(9201);
    }

    @Test
    void allSixRunOnceUnlessAskedOtherwise() {
        assertThat(parse(Map.of()).instances())
                .extracting(Instance::port)
                .containsExactlyInAnyOrder(8080, 8081, 8082, 8083, 8084, 8085);
    }

    @Test
    void itsArgumentsReadAsItself() {
        var options = parse(Map.of(), "-d", "--replicas=user-service=3,gateway=2");
        assertThat(UpOptions.parse(options.arguments(), Map.of(), Service.SUITE))
                .isEqualTo(options);
    }

    @Test
    void nonsenseIsRefusedInOneLine() {
        for (var words : List.of("--replicas=nobody=2", "--replicas=gateway=0", "--replicas=gateway", "--fast", "-x")) {
            assertThatThrownBy(() -> parse(Map.of(), words))
                    .isInstanceOf(Refusal.class)
                    .hasMessageNotContaining("\n");
        }
        assertThatThrownBy(() -> parse(Map.of("RTC_PORT_OFFSET", "-1"))).isInstanceOf(Refusal.class);
    }

    private static UpOptions parse(Map<String, String> environment, String... words) {
        return UpOptions.parse(List.of(words), environment, Service.SUITE);
    }
}
