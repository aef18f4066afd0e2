package io.realtimeconnect.communication.call;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * {@code rtc.calls{outcome}}: calls by how they ended, counted by the instance that ended them, and those that never rang: {@code busy},
 * {@code unreachable}. {@code rtc.call.duration}: how long was talked.
 */
@Component
class CallMeters {

    private static final String BUSY = "busy";
    private static final String UNREACHABLE = "unreachable";

    private final Map<String, Counter> outcomes = new HashMap<>();
    private final DistributionSummary duration;

    CallMeters(MeterRegistry metrics) {
        for (Ending ending : Ending.values()) {
            register(metrics, ending.wire());
        }
        register(metrics, BUSY);
        register(metrics, UNREACHABLE);
        duration = DistributionSummary.builder("rtc.call.duration")
                .description("How long was talked in calls that were answered")
                .baseUnit("seconds")
                .register(metrics);
    }

    private void register(MeterRegistry metrics, String outcome) {
        outcomes.put(
                outcome,
                Counter.builder("rtc.calls")
                        .description("Calls by how they ended")
                        .tag("outcome", outcome)
                        .register(metrics));
    }

    void ended(Call call) {
        if (call.ending() != null) {
            count(call.ending().wire());
        }
        if (call.answeredAt() != null) {
            duration.record(call.durationMs() / 1e3);
        }
    }

    void busy() {
        count(BUSY);
    }

    void unreachable() {
        count(UNREACHABLE);
    }

    private void count(String outcome) {
        Counter counter = outcomes.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }
}
