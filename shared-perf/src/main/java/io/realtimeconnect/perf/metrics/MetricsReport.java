package io.realtimeconnect.perf.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.realtimeconnect.perf.performance.PerformanceReport;
import io.realtimeconnect.perf.performance.Recommendation;
import io.realtimeconnect.perf.performance.SessionReport;
import io.realtimeconnect.perf.performance.SystemReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The metrics of this instance for people: averages, rates, hit rates, and what follows from them. Rates are of the last minute. */
@JsonInclude(Include.NON_NULL)
record MetricsReport(
        String service,
        Instant timestamp,
        @Nullable Requests requests,
        @Nullable Cache cache,
        @Nullable Database database,
        @Nullable SessionReport sessions,
        @Nullable SystemReport system,
        List<Recommendation> recommendations) {

    record Requests(
            long total,
            double perSecond,
            double perMinute,
            double averageMs,
            double p50Ms,
            double p95Ms,
            double p99Ms,
            double peakMs,
            double errorRate,
            long errors,
            long slow,
            long active) {}

    /** @param hitRates by cache */
    record Cache(long reads, double hitRate, Map<String, Double> hitRates, long entries, long evictions) {}

    record Database(
            long queries,
            long slowQueries,
            double slowRate,
            double averageMs,
            double p95Ms,
            Map<String, Object> pool) {}

    static MetricsReport of(String service, Instant now, PerformanceReport report) {
        return new MetricsReport(
                service,
                now,
                requests(report),
                cache(report),
                database(report),
                report.sessions(),
                report.system(),
                report.recommendations() == null ? List.of() : report.recommendations());
    }

    private static @Nullable Requests requests(PerformanceReport report) {
        var all = report.requests();
        return all == null
                ? null
                : new Requests(
                        all.count(),
                        all.lastMinute().perSecond(),
                        all.lastMinute().perSecond() * 60,
                        all.meanMs(),
                        all.p50Ms(),
                        all.p95Ms(),
                        all.p99Ms(),
                        all.maxMs(),
                        all.errorShare(),
                        all.errors(),
                        all.slow(),
                        all.active());
    }

    private static @Nullable Cache cache(PerformanceReport report) {
        var all = report.cache();
        if (all == null) {
            return null;
        }
        Map<String, Double> rates = new TreeMap<>();
        all.caches().forEach(cache -> rates.put(cache.name(), cache.hitRate()));
        return new Cache(all.count(), all.hitRate(), rates, all.entries(), all.evictions());
    }

    private static @Nullable Database database(PerformanceReport report) {
        var queries = report.queries();
        var database = report.database();
        if (queries == null) {
            return null;
        }
        var all = queries.statistics();
        return new Database(
                all.count(),
                all.slow(),
                all.slowShare(),
                all.meanMs(),
                all.p95Ms(),
                database == null ? Map.of() : database.pool());
    }
}
