package io.realtimeconnect.perf.response;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts requests for kept answers by cache and by what became of them; caches are few, as they are declared. */
final class ResponseMeters {

    enum Result {
        /** Answered from the cache. */
        HIT,
        /** Answered from the cache with 304. */
        NOT_MODIFIED,
        /** Answered with an old answer, as the handler failed or was slow. */
        STALE,
        /** The handler ran for it, and its answer was kept. */
        MISS,
        /** Another request's run of the handler answered it. */
        COLLAPSED,
        /** Its answer was not one to be kept. */
        PASS,
        /** The request asked for what no kept answer can be. */
        BYPASS,
        /** The handler failed, and nothing old was at hand. */
        FAILED
    }

    private final MeterRegistry registry;
    private final Map<String, Map<Result, Counter>> caches = new ConcurrentHashMap<>();

    ResponseMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(String cache, Result result) {
        Map<Result, Counter> counters = caches.get(cache);
        if (counters == null) {
            counters = caches.computeIfAbsent(cache, this::counters);
        }
        Counter counter = counters.get(result);
        if (counter != null) {
            counter.increment();
        }
    }

    private Map<Result, Counter> counters(String cache) {
        Map<Result, Counter> counters = new EnumMap<>(Result.class);
        for (Result result : Result.values()) {
            counters.put(
                    result,
                    Counter.builder("cache.responses")
                            .description("Requests for answers that may be kept, by what became of them")
                            .tags("cache", cache, "result", result.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        return counters;
    }
}
