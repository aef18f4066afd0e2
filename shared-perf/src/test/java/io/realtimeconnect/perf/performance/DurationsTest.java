package io.realtimeconnect.perf.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class DurationsTest {

    @Property(tries = 300)
    void aPercentileIsAnUpperBoundAtMostAnEighthTooHigh(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 0, max = 60_000_000) Long> micros,
            @ForAll("shares") double share) {
        Durations durations = new Durations();
        micros.forEach(one -> durations.add(one * 1000));
        List<Long> sorted = micros.stream().sorted().toList();
        double exact = sorted.get((int) Math.ceil(sorted.size() * share) - 1) / 1000.0;
        assertThat(durations.percentileMs(share)).isBetween(exact, exact * 1.125 + 0.001);
        assertThat(durations.maxMs()).isEqualTo(sorted.get(sorted.size() - 1) / 1000.0);
    }

    @Provide
    Arbitrary<Double> shares() {
        return Arbitraries.of(0.5, 0.95, 0.99, 1.0);
    }
}
