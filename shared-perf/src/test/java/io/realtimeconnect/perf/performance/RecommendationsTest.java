package io.realtimeconnect.perf.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.cache.CacheStatistics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RecommendationsTest {

    private final Recommendations recommendations = new Recommendations(
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("perf.performance", PerformanceProperties.class),
            0.9);

    @ParameterizedTest
    @CsvSource({"100, 0, max-entries", "0, 1000000, max-weight"})
    void aCacheThatHasNoRoomIsToRaiseWhatBoundsIt(long maxEntries, long maxWeight, String setting) {
        CacheStatistics full = new CacheStatistics(
                "c",
                0,
                100,
                maxEntries,
                1_000_000,
                maxWeight,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                1_000,
                0,
                500,
                0,
                0,
                0,
                0,
                0);
        PerformanceReport report = new PerformanceReport(
                null, CacheReport.of(true, List.of(full), Map.of()), null, null, null, null, null);
        assertThat(recommendations.of(report)).singleElement().satisfies(found -> {
            assertThat(found.subject()).isEqualTo("c");
            assertThat(found.advice()).isEqualTo("Raise perf.cache.caches.c." + setting);
        });
    }
}
