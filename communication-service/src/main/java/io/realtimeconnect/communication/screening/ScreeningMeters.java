package io.realtimeconnect.communication.screening;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.communication.screening.ScreeningProperties.WhenUnavailable;
import io.realtimeconnect.communication.screening.Verdict.Decision;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What became of texts: {@code rtc.screening}, one decision of six each. */
@Component
class ScreeningMeters {

    private final Map<Decision, Counter> decisions = new EnumMap<>(Decision.class);
    private final Counter unscreened;
    private final Counter refused;
    private final DistributionSummary batches;

    ScreeningMeters(MeterRegistry registry) {
        for (Decision decision : Decision.values()) {
            decisions.put(decision, counter(registry, decision.name()));
        }
        this.unscreened = counter(registry, "unscreened");
        this.refused = counter(registry, "refused");
        this.batches = DistributionSummary.builder("rtc.screening.batch")
                .description("Texts in one call of moderation-service")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String decision) {
        return Counter.builder("rtc.screening")
                .description("Texts by what screening decided; unscreened and refused: nobody could say in time")
                .tag("decision", decision)
                .register(registry);
    }

    void batch(int size) {
        batches.record(size);
    }

    void decided(@Nullable Verdict verdict, WhenUnavailable policy) {
        if (verdict == null) {
            (policy == WhenUnavailable.REFUSE ? refused : unscreened).increment();
        } else {
            Counter counter = decisions.get(verdict.decision());
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
