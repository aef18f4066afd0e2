package io.realtimeconnect.perf.query;

/**
 * Figures of one kind of statement in this instance, in milliseconds.
 *
 * @param name the fingerprint, table, type or route they are of
 * @param p95Ms an upper bound, at most twice too high
 */
public record QueryFigures(
        String name,
        long count,
        long errors,
        long slow,
        long rows,
        double totalMs,
        double meanMs,
        double meanFirstRowMs,
        double p95Ms,
        double maxMs) {

    static QueryFigures of(String name, Tally tally) {
        return new QueryFigures(
                name,
                tally.count.sum(),
                tally.errors.sum(),
                tally.slow.sum(),
                tally.rows.sum(),
                tally.totalMs(),
                tally.meanMs(),
                tally.meanFirstRowMs(),
                tally.percentileMs(0.95),
                tally.maxMs());
    }
}
