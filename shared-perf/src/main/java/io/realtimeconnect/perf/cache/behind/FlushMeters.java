package io.realtimeconnect.perf.cache.behind;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** What one write-behind cache counts, on this instance; looked up once, here. */
public final class FlushMeters {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder coalesced = new LongAdder();
    private final LongAdder direct = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder blind = new LongAdder();
    final LongAdder written = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder parked = new LongAdder();

    public FlushMeters(MeterRegistry meters, String cache) {
        counter(meters, cache, "accepted", "Writes noted in the journal", accepted);
        counter(meters, cache, "coalesced", "Writes that took the place of an earlier one of their key", coalesced);
        counter(meters, cache, "direct", "Writes stored without the journal, which was full or out of reach", direct);
        counter(meters, cache, "refused", "Writes refused, as the journal was full or out of reach", refused);
        counter(meters, cache, "blind", "Reads that could not look into the journal", blind);
        counter(meters, cache, "written", "Entries of the journal stored by this instance", written);
        counter(meters, cache, "retries", "Stores of one entry or several that failed, to be tried again", retries);
        counter(meters, cache, "parkings", "Entries parked after too many attempts", parked);
    }

    /** A write is in the journal. */
    public void accepted(Accepted.Outcome how) {
        accepted.increment();
        if (how == Accepted.Outcome.COALESCED) {
            coalesced.increment();
        }
    }

    /** A write went past the journal. */
    public void direct() {
        direct.increment();
    }

    public void refused() {
        refused.increment();
    }

    /** A read could not look into the journal. */
    public void blind() {
        blind.increment();
    }

    /** For as long as somebody holds the flusher: gauges do not. */
    void watch(MeterRegistry meters, String cache, Flusher flusher) {
        Gauge.builder("cache.behind.queued", flusher, f -> f.backlog().entries())
                .description("Writes in the journal, of all instances; parked ones among them")
                .tag("cache", cache)
                .register(meters);
        Gauge.builder("cache.behind.parked", flusher, f -> f.backlog().parked())
                .description("Writes in the journal whose stores have failed too often")
                .tag("cache", cache)
                .register(meters);
        Gauge.builder("cache.behind.oldest", flusher, f -> f.backlog().oldestMs() / 1e3)
                .description("How long ago the oldest write in the journal was accepted")
                .baseUnit("seconds")
                .tag("cache", cache)
                .register(meters);
    }

    private static void counter(MeterRegistry meters, String cache, String name, String description, LongAdder adder) {
        FunctionCounter.builder("cache.behind." + name, adder, LongAdder::sum)
                .description(description)
                .tag("cache", cache)
                .register(meters);
    }
}
