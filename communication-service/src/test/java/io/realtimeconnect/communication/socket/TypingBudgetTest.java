package io.realtimeconnect.communication.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TypingBudgetTest {

    private final TypingBudget budget = new TypingBudget();

    private long told(int times, long nanos) {
        return IntStream.range(0, times).filter(i -> budget.take(true, nanos)).count();
    }

    @Test
    void tenAtOnceAreToldAndTwoASecondAfterThat() {
        assertThat(told(100, 0)).isEqualTo(10);
        assertThat(told(100, Duration.ofSeconds(3).toNanos())).isEqualTo(6);
        assertThat(told(100, Duration.ofMinutes(3).toNanos())).isEqualTo(10);
    }

    @Test
    void theEndOfATypingThatWasToldIsToldOnceMoreThanTheBudgetAllows() {
        assertThat(told(10, 0)).isEqualTo(10);
        assertThat(budget.take(false, 0)).isTrue();
        assertThat(budget.take(false, 0)).isFalse();
        assertThat(budget.take(true, 0)).isFalse();
    }
}
