package io.realtimeconnect.perf.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What one cache counts. Hot counters are adders that the registry reads; everything is looked up once, here. */
final class CacheMeters {

    final LongAdder localHits = new LongAdder();
    final LongAdder remoteHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder coalesced = new LongAdder();
    final LongAdder puts = new LongAdder();
    final LongAdder removals = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder admissions = new LongAdder();
    final LongAdder invalidations = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder unavailable = new LongAdder();
    final LongAdder refusedFills = new LongAdder();
    final LongAdder waits = new LongAdder();
    final LongAdder failSafe = new LongAdder();
    final LongAdder plainBytes = new LongAdder();
    final LongAdder packedBytes = new LongAdder();
    final Timer lag;
    final Timer loads;
    final Timer failedLoads;

    CacheMeters(MeterRegistry meters, String cache) {
        gets(meters, cache, "hit", "local", localHits);
        gets(meters, cache, "hit", "remote", remoteHits);
        gets(meters, cache, "miss", "all", misses);
        gets(meters, cache, "stale", "all", stale);
        counter(meters, cache, "cache.puts", "Values written", puts);
        counter(meters, cache, "cache.removals", "Keys removed by this instance", removals);
        counter(meters, cache, "cache.evictions", "Entries that the first tier had no room for", evictions);
        counter(meters, cache, "cache.coalesced", "Callers that shared the load of another caller", coalesced);
        counter(meters, cache, "cache.waits", "Loads that waited for another instance", waits);
        counter(meters, cache, "cache.invalidations", "Changes by others applied to the first tier", invalidations);
        counter(meters, cache, "cache.gaps", "Buckets forgotten because changes had been missed", gaps);
        counter(meters, cache, "cache.fills.refused", "Loads overtaken by a change of their key", refusedFills);
        counter(meters, cache, "cache.unavailable", "Operations that went on without Redis", unavailable);
        counter(meters, cache, "cache.failsafe", "Old values served because a load failed or was slow", failSafe);
        bytes(meters, cache, "plain", plainBytes);
        bytes(meters, cache, "packed", packedBytes);
        lag = Timer.builder("cache.invalidation.lag")
                .description("From a change in Redis, by its clock, until this instance heard of it, by its own")
                .tag("cache", cache)
                .serviceLevelObjectives(Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(1))
                .register(meters);
        loads = load(meters, cache, "ok");
        failedLoads = load(meters, cache, "failed");
    }

    void watch(MeterRegistry meters, String cache, LocalTier<?> local) {
        Gauge.builder("cache.size", local, LocalTier::size)
                .description("Entries in the first tier")
                .tag("cache", cache)
                .register(meters);
        Gauge.builder("cache.weight", local, LocalTier::weight)
                .description("What the entries of the first tier weigh, where weight bounds them, else -1")
                .baseUnit("bytes")
                .tag("cache", cache)
                .register(meters);
    }

    private static void gets(MeterRegistry meters, String cache, String result, String tier, LongAdder adder) {
        FunctionCounter.builder("cache.gets", adder, LongAdder::sum)
                .description("Reads by result and by the tier that answered")
                .tags("cache", cache, "result", result, "tier", tier)
                .register(meters);
    }

    private static void counter(MeterRegistry meters, String cache, String name, String description, LongAdder adder) {
        FunctionCounter.builder(name, adder, LongAdder::sum)
                .description(description)
                .tag("cache", cache)
                .register(meters);
    }

    private static void bytes(MeterRegistry meters, String cache, String form, LongAdder adder) {
        FunctionCounter.builder("cache.compression", adder, LongAdder::sum)
                .description("Values that were compressed for Redis: bytes before and after")
                .baseUnit("bytes")
                .tags("cache", cache, "form", form)
                .register(meters);
    }

    private static Timer load(MeterRegistry meters, String cache, String outcome) {
        return Timer.builder("cache.load")
                .description("Loads of missing values")
                .tags("cache", cache, "outcome", outcome)
                .serviceLevelObjectives(
                        Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(meters);
    }
}
