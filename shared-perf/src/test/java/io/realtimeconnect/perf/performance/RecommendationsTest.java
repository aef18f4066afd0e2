package io.realtimeconnect.perf.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.cache.CacheStatistics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RecommendationsTest {

    private final Recommendations recommendations = new Recommendations(
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("perf.performance", PerformanceProperties.class),
            0.9);

    @Test
    void aCacheThatHasNoRoomIsToRaiseWhatBoundsIt() {
        assertThat(advice(full("perf.cache.caches.c.max-weight", 1_000)))
                .isEqualTo("Raise perf.cache.caches.c.max-weight");
        assertThat(advice(full("perf.cache.entries-ceiling", 1_000))).isEqualTo("Raise perf.cache.entries-ceiling");
    }

    @Test
    void roomIsWantedByWhatTheFirstTierTakesInBeItLoadedHereOrNot() {
        assertThat(advice(full("perf.cache.caches.c.max-entries", 1_000))).isNotEmpty();
        assertThat(found(full("perf.cache.caches.c.max-entries", 10_000))).isEmpty();
    }

    private String advice(CacheStatistics cache) {
        return found(cache).get(0).advice();
    }

    private List<Recommendation> found(CacheStatistics cache) {
        return recommendations.of(new PerformanceReport(
                null, CacheReport.of(true, List.of(cache), Map.of()), null, null, null, null, null));
    }

    /** Entries of a second tier that others filled have pushed 500 out. */
    private static CacheStatistics full(String bound, long admissions) {
        return new CacheStatistics(
                "c", 0, 100, 0, 0, 0, bound, admissions, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, 0, 0, 0, 0, 0);
    }
}
