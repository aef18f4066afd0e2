package io.realtimeconnect.perf.cache.behind;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is known of the time that a server has. */
class ServerClockTest {

    private static final long MS = 1_000_000;
    private static final long SERVER = 1_700_000_000_000_000L;

    private final ServerClock clock = new ServerClock();

    @Test
    void theServersTimeIsBetweenItsBounds() {
        assertThat(clock.known()).isFalse();
        assertThat(clock.atMost(0)).isZero();
        assertThat(clock.atLeast(0)).isZero();
        clock.saw(10 * MS, 14 * MS, SERVER);
        assertThat(clock.known()).isTrue();
        // its clock was read at 10 ms at the earliest, at 14 ms at the latest
        assertThat(clock.atMost(14 * MS)).isBetween(SERVER + 4_000, SERVER + 4_010);
        assertThat(clock.atLeast(14 * MS)).isBetween(SERVER - 10, SERVER);
        // clocks drift
        assertThat(clock.atMost(5_014 * MS)).isGreaterThan(SERVER + 5_004_000 + 500);
        assertThat(clock.atLeast(5_014 * MS)).isLessThan(SERVER + 5_000_000 - 500);
    }

    @Test
    void aCloserSampleReplacesAWiderOneAndAWiderOneOnlyAnOldOne() {
        clock.saw(0, 10 * MS, SERVER);
        clock.saw(20 * MS, 22 * MS, SERVER + 15_000);
        assertThat(clock.atMost(22 * MS)).isBetween(SERVER + 17_000, SERVER + 17_010);
        clock.saw(30 * MS, 130 * MS, SERVER + 80_000);
        assertThat(clock.atMost(130 * MS)).isBetween(SERVER + 125_000, SERVER + 125_100);
        clock.saw(6_000 * MS, 6_100 * MS, SERVER + 6_050_000);
        assertThat(clock.atMost(6_100 * MS)).isBetween(SERVER + 6_150_000, SERVER + 6_150_100);
    }

    @Test
    void anotherServersClockIsBelievedAtOnceHoweverWideItsSample() {
        clock.saw(0, MS, SERVER);
        clock.saw(10 * MS, 60 * MS, SERVER + 10_000_000);
        assertThat(clock.atLeast(60 * MS)).isGreaterThan(SERVER + 9_000_000);
        clock.saw(100 * MS, 200 * MS, SERVER - 10_000_000);
        assertThat(clock.atMost(200 * MS)).isLessThan(SERVER);
    }
}
