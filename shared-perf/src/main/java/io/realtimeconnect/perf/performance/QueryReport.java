package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.query.QueryFigures;
import io.realtimeconnect.perf.query.RepeatedQuery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements since the start, or the last reset; fingerprints, never values.
 *
 * @param dearest by total time
 * @param slowest by mean time
 * @param slowQueries the latest first
 * @param repeated statements that one request ran many times
 */
public record QueryReport(
        Statistics statistics,
        Patterns patterns,
        List<QueryFigures> dearest,
        List<QueryFigures> slowest,
        List<SlowStatement> slowQueries,
        List<RepeatedQuery> repeated) {

    /** All statements; times in milliseconds. */
    public record Statistics(
            long count,
            long slow,
            double slowShare,
            long errors,
            long rows,
            double meanMs,
            double p95Ms,
            double maxMs,
            long slowThresholdMs) {}

    /** Where they come from. */
    public record Patterns(List<QueryFigures> byTable, List<QueryFigures> byType, List<QueryFigures> byRoute) {}

    /**
     * One run of a slow statement.
     *
     * @param hint what its plan, or its figures, suggest; null when nothing
     */
    public record SlowStatement(
            Instant at,
            String sql,
            String route,
            double firstRowMs,
            double totalMs,
            long rows,
            @Nullable String hint) {}
}
