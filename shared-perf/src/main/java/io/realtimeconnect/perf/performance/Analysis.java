package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.cache.CacheStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What to think of an operation that took so long.
 *
 * @param performance {@code good}, {@code fair} or {@code poor}
 */
public record Analysis(String operation, double durationMs, String performance, List<String> suggestions) {

    /** Judges by the thresholds; suggests by what the report knows of routes, caches and statements of that name. */
    static Analysis of(String operation, double durationMs, PerformanceReport report, PerformanceProperties limits) {
        if (durationMs <= limits.good().toMillis()) {
            return new Analysis(operation, durationMs, "good", List.of());
        }
        List<String> suggestions = new ArrayList<>();
        String name = operation.toLowerCase(Locale.ROOT);
        if (report.requests() != null) {
            report.requests().routes().stream()
                    .filter(route -> isAbout(name, route.name()))
                    .limit(3)
                    .forEach(route -> suggestions.add(String.format(
                            Locale.ROOT,
                            "%s takes %.0f ms at the median and %.0f ms at the 95th percentile here",
                            route.name(),
                            route.p50Ms(),
                            route.p95Ms())));
        }
        List<CacheStatistics> caches = report.cache() == null
                ? List.of()
                : report.cache().caches().stream()
                        .filter(cache -> isAbout(name, cache.name()))
                        .toList();
        caches.forEach(cache -> suggestions.add(String.format(
                Locale.ROOT,
                "The cache %s answers %.0f %% of its reads: look at its TTL and keys",
                cache.name(),
                cache.hitRate() * 100)));
        if (caches.isEmpty()) {
            suggestions.add("Consider caching the result of this operation");
        }
        if (report.queries() != null) {
            report.queries().slowest().stream()
                    .filter(sql -> sql.slow() > 0)
                    .limit(1)
                    .forEach(sql -> suggestions.add("Review the slowest statement: " + sql.name()));
            suggestions.add("Review its statements: indexes for what they filter by, one statement for a list");
        }
        boolean fair = durationMs <= limits.fair().toMillis();
        if (!fair) {
            suggestions.add("Consider doing it in the background and answering 202");
        }
        return new Analysis(operation, durationMs, fair ? "fair" : "poor", List.copyOf(suggestions));
    }

    /** Whether the two names have a word in common. */
    private static boolean isAbout(String operation, String name) {
        String other = name.toLowerCase(Locale.ROOT);
        for (String word : operation.split("[^a-z0-9]+", -1)) {
            if (word.length() > 3 && other.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
