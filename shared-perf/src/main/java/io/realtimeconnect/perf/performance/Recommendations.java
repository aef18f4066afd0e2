package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.cache.CacheStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a report and says what is worth doing; a figure below its threshold, or made of too few samples, says nothing. */
final class Recommendations {

    private static final int MOST_OF_A_KIND = 5;
    private static final long MANY_ROWS = 10_000;

    private final PerformanceProperties thresholds;
    private final double memoryHigh;

    Recommendations(PerformanceProperties thresholds, double memoryHigh) {
        this.thresholds = thresholds;
        this.memoryHigh = memoryHigh;
    }

    List<Recommendation> of(PerformanceReport report) {
        List<Recommendation> found = new ArrayList<>();
        ofCache(report.cache(), found);
        ofQueries(report.queries(), found);
        ofDatabase(report.database(), found);
        ofRequests(report.requests(), found);
        ofSystem(report.system(), found);
        return List.copyOf(found);
    }

    private void ofCache(@Nullable CacheReport report, List<Recommendation> found) {
        for (CacheStatistics cache : report == null ? List.<CacheStatistics>of() : report.caches()) {
            long reads = cache.count();
            if (reads >= thresholds.samples() && cache.hitRate() < thresholds.hitRate()) {
                found.add(new Recommendation(
                        "cache",
                        "warning",
                        cache.name(),
                        "Of " + reads + " reads " + percent(cache.hitRate()) + " were hits",
                        "Look at what the keys vary by and at the TTL; a cache that rarely hits is better left out",
                        cache.hitRate(),
                        thresholds.hitRate()));
            }
            double evicted = cache.admissions() == 0 ? 0 : (double) cache.evictions() / cache.admissions();
            if (cache.evictions() >= thresholds.samples() && evicted > thresholds.evictionShare()) {
                found.add(new Recommendation(
                        "cache",
                        "info",
                        cache.name(),
                        cache.evictions() + " entries had no room in memory",
                        "Raise " + cache.bound(),
                        evicted,
                        thresholds.evictionShare()));
            }
        }
    }

    private void ofQueries(@Nullable QueryReport report, List<Recommendation> found) {
        if (report == null) {
            return;
        }
        QueryReport.Statistics all = report.statistics();
        if (all.count() >= thresholds.samples() && all.slowShare() > thresholds.slowShare()) {
            found.add(new Recommendation(
                    "queries",
                    "warning",
                    "all",
                    percent(all.slowShare()) + " of the statements took " + all.slowThresholdMs() + " ms or more",
                    "Begin with the dearest statements of this report",
                    all.slowShare(),
                    thresholds.slowShare()));
        }
        report.slowest().stream()
                .filter(sql -> sql.meanMs() >= all.slowThresholdMs() && sql.slow() > 1)
                .limit(MOST_OF_A_KIND)
                .forEach(sql -> found.add(new Recommendation(
                        "queries",
                        "warning",
                        sql.name(),
                        "Takes " + Math.round(sql.meanMs()) + " ms on average, over " + sql.count() + " runs",
                        "Look for an index on what it filters and sorts by; see its hint under slow-queries",
                        sql.meanMs(),
                        all.slowThresholdMs())));
        report.repeated().stream()
                .limit(MOST_OF_A_KIND)
                .forEach(sql -> found.add(new Recommendation(
                        "queries",
                        "warning",
                        sql.route(),
                        sql.requests() + " requests ran one statement up to " + sql.most() + " times: " + sql.sql(),
                        "Fetch the list with one statement (N+1)",
                        sql.most(),
                        1)));
    }

    private void ofDatabase(@Nullable DatabaseReport report, List<Recommendation> found) {
        if (report == null) {
            return;
        }
        if (report.pool().get("utilization") instanceof Double use && use >= thresholds.poolUse()) {
            found.add(new Recommendation(
                    "database",
                    use >= 1 ? "critical" : "warning",
                    "pool",
                    percent(use) + " of the connections are lent",
                    "Shorten what holds them, or raise spring.r2dbc.pool.max-size",
                    use,
                    thresholds.poolUse()));
        }
        DatabaseReport.Server server = report.server();
        if (server == null) {
            return;
        }
        server.tables().stream()
                .filter(table -> table.liveRows() > MANY_ROWS
                        && table.sequentialScans() > thresholds.samples()
                        && table.sequentialScans() > table.indexScans())
                .limit(MOST_OF_A_KIND)
                .forEach(table -> found.add(new Recommendation(
                        "database",
                        "warning",
                        table.name(),
                        table.sequentialScans() + " times read as a whole, " + table.indexScans()
                                + " times by an index",
                        "An index is missing for what it is read by",
                        table.sequentialScans(),
                        table.indexScans())));
        server.tables().stream()
                .filter(table -> table.deadRows() > MANY_ROWS && table.deadRows() > table.liveRows() / 5)
                .limit(MOST_OF_A_KIND)
                .forEach(table -> found.add(new Recommendation(
                        "database",
                        "info",
                        table.name(),
                        table.deadRows() + " dead rows",
                        "Run optimize with the task vacuum",
                        table.deadRows(),
                        table.liveRows() / 5.0)));
    }

    private void ofRequests(@Nullable RequestReport report, List<Recommendation> found) {
        if (report == null) {
            return;
        }
        if (report.count() >= thresholds.samples() && report.errorShare() > thresholds.errorShare()) {
            found.add(new Recommendation(
                    "requests",
                    "critical",
                    "all",
                    percent(report.errorShare()) + " of the requests failed",
                    "Look at the routes with errors and at the logs of their requests",
                    report.errorShare(),
                    thresholds.errorShare()));
        }
        double limit = thresholds.p95().toMillis();
        report.routes().stream()
                .filter(route -> route.count() >= thresholds.samples() && route.p95Ms() > limit)
                .limit(MOST_OF_A_KIND)
                .forEach(route -> found.add(new Recommendation(
                        "requests",
                        "warning",
                        route.name(),
                        "One of twenty takes " + Math.round(route.p95Ms()) + " ms or more",
                        "Look at the statements of the route, and at whether its answer can be cached",
                        route.p95Ms(),
                        limit)));
    }

    private void ofSystem(@Nullable SystemReport report, List<Recommendation> found) {
        if (report != null && report.heapFill() > memoryHigh) {
            found.add(new Recommendation(
                    "system",
                    "warning",
                    "heap",
                    percent(report.heapFill()) + " of the old generation is left after a collection",
                    "Lower perf.cache.max-entries or give the process a larger heap",
                    report.heapFill(),
                    memoryHigh));
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
