package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** How long operations on one kind of shared state take. */
record SharedMeters(Timer done, Timer failed) {

    static SharedMeters of(MeterRegistry meters, String name, String kind) {
        return new SharedMeters(timer(meters, name, kind, "ok"), timer(meters, name, kind, "failed"));
    }

    private static Timer timer(MeterRegistry meters, String name, String kind, String outcome) {
        return Timer.builder("cache.shared")
                .description("Operations on state shared through Redis")
                .tags("cache", name, "type", kind, "outcome", outcome)
                .register(meters);
    }
}
