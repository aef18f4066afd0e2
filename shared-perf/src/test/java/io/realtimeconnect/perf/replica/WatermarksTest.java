package io.realtimeconnect.perf.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatermarksTest {

    private static final long SECOND = 1_000_000_000L;

    private final Watermarks watermarks = new Watermarks(Duration.ofSeconds(10));

    @Test
    void whoHasAllIsAsOldAsTheLastQuestion() {
        watermarks.add(0, 100);
        watermarks.add(SECOND, 200);

        assertThat(watermarks.lag(200, SECOND + 5)).isEqualTo(Duration.ofNanos(5));
        assertThat(watermarks.lag(900, SECOND + 5)).isEqualTo(Duration.ofNanos(5));
    }

    @Test
    void whoLacksSomethingIsAsOldAsTheLastMomentThatWasReached() {
        watermarks.add(0, 100);
        watermarks.add(SECOND, 200);
        watermarks.add(2 * SECOND, 300);

        assertThat(watermarks.lag(299, 3 * SECOND)).isEqualTo(Duration.ofSeconds(2));
        assertThat(watermarks.lag(100, 3 * SECOND)).isEqualTo(Duration.ofSeconds(3));
        assertThat(watermarks.lag(99, 3 * SECOND)).isNull();
    }

    @Test
    void whileThePrimaryIsSilentEverybodyGrowsOlder() {
        watermarks.add(0, 100);

        assertThat(watermarks.lag(100, 60 * SECOND)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void whatIsOldIsForgotten() {
        watermarks.add(0, 100);
        watermarks.add(11 * SECOND, 200);

        assertThat(watermarks.lag(100, 11 * SECOND)).isNull();
    }
}
