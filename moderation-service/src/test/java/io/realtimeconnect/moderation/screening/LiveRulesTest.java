package io.realtimeconnect.moderation.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.moderation.rule.Rules;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class LiveRulesTest {

    @Test
    void nothingIsJudgedBeforeTheRulesHaveBeenRead() {
        LiveRules rules = new LiveRules(Mockito.mock(Rules.class), Duration.ofSeconds(1));
        assertThatThrownBy(rules::book).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status().value()).isEqualTo(503);
            assertThat(problem.code()).isEqualTo("RULES_NOT_LOADED");
        });
    }
}
