package io.realtimeconnect.perf.cache;

import com.github.benmanes.caffeine.cache.RemovalCause;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/**
 * What one cache counts. Hot counters are adders that the registry reads; everything is looked up once, here.
 *
 * <p>A read has one result: a hit of a tier, an old value at once ({@code stale}), a load ({@code miss}, also where that was slow or failed and an
 * old value stood in), or another caller's load ({@code coalesced}). The hit rate is hits and stale of all reads, wherever it is told.
 */
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
    final Timer lag;
    final Timer loads;
    final Timer failedLoads;

    CacheMeters(MeterRegistry meters, String cache) {
        gets(meters, cache, "hit", "local", localHits);
        gets(meters, cache, "hit", "remote", remoteHits);
        gets(meters, cache, "miss", "all", misses);
        gets(meters, cache, "stale", "all", stale);
        gets(meters, cache, "coalesced", "all", coalesced);
        misses(meters, cache, "local", m -> m.remoteHits.sum() + m.misses.sum() + m.coalesced.sum());
        misses(meters, cache, "remote", m -> m.misses.sum());
        counter(meters, cache, "cache.puts", "Values and absences that came in: put, or filled in by a load", puts);
        counter(
                meters,
                cache,
                "cache.removals",
                "Removals by this instance: of a key, a tag, a prefix, a pattern or everything",
                removals);
        counter(meters, cache, "cache.admissions", "Entries that the first tier took in", admissions);
        counter(meters, cache, "cache.evictions", "Entries that the first tier had no room for", evictions);
        counter(meters, cache, "cache.coalesced", "Callers that shared the load of another caller", coalesced);
        counter(meters, cache, "cache.waits", "Loads that waited for another instance", waits);
        counter(
                meters,
                cache,
                "cache.invalidations",
                "Changes heard of and applied to the first tier, this instance's own among them",
                invalidations);
        counter(meters, cache, "cache.gaps", "Buckets forgotten because changes had been missed", gaps);
        counter(meters, cache, "cache.fills.refused", "Loads overtaken by a change of their key", refusedFills);
        counter(meters, cache, "cache.unavailable", "Operations that went on without Redis", unavailable);
        counter(
                meters,
                cache,
                "cache.failsafe",
                "Old values that stood in for a load that failed or was slow",
                failSafe);
        lag = Timer.builder("cache.invalidation.lag")
                .description("From a change in Redis, by its clock, until this instance heard of it, by its own")
                .tag("cache", cache)
                .serviceLevelObjectives(Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(1))
                .register(meters);
        loads = load(meters, cache, "ok");
        failedLoads = load(meters, cache, "failed");
    }

    /** @param done whether a tier has it: no newer version refused it, and nothing overtook it */
    void put(boolean done) {
        if (done) {
            puts.increment();
        }
    }

    /** @param done whether no newer version refused it */
    void removed(boolean done) {
        if (done) {
            removals.increment();
        }
    }

    /** @param whole whether Redis took all parts of an operation */
    void reached(boolean whole) {
        if (!whole) {
            unavailable.increment();
        }
    }

    /** An entry has gone: counted if there was no room for it, not if its time was over. */
    void evicted(RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            evictions.increment();
        }
    }

    void watch(MeterRegistry meters, String cache, LocalTier<?> local) {
        Gauge.builder("cache.size", local, LocalTier::size)
                .description("Entries in the first tier")
                .tag("cache", cache)
                .register(meters);
        Gauge.builder("cache.weight", local, LocalTier::weight)
                .description(
                        "What the values of the first tier weigh, by the length of their JSON; unless weight bounds it, estimated")
                .baseUnit("bytes")
                .tag("cache", cache)
                .register(meters);
    }

    /** Of the Redis of all caches: as the links of other features tell it, and whether messages arrive. */
    static void watch(MeterRegistry meters, CacheLink link, CacheSignals signals) {
        Gauge.builder("perf.redis.available", link, known -> known.available() ? 1 : 0)
                .description("1 while the feature's breaker to Redis is closed")
                .tag("feature", "cache")
                .register(meters);
        Gauge.builder("cache.listening", signals, known -> known.hears() ? 1 : 0)
                .description("1 while changes by other instances are heard")
                .register(meters);
    }

    private void misses(MeterRegistry meters, String cache, String tier, ToDoubleFunction<CacheMeters> count) {
        FunctionCounter.builder("cache.misses", this, count)
                .description("Reads that the tier was to answer and could not")
                .tags("cache", cache, "tier", tier)
                .register(meters);
    }

    private static void gets(MeterRegistry meters, String cache, String result, String tier, LongAdder adder) {
        FunctionCounter.builder("cache.gets", adder, LongAdder::sum)
                .description("Reads, each by its one result and by the tier that answered")
                .tags("cache", cache, "result", result, "tier", tier)
                .register(meters);
    }

    private static void counter(MeterRegistry meters, String cache, String name, String description, LongAdder adder) {
        FunctionCounter.builder(name, adder, LongAdder::sum)
                .description(description)
                .tag("cache", cache)
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
