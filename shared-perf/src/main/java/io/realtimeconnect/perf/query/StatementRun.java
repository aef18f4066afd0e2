package io.realtimeconnect.perf.query;

/**
 * One statement that has ended.
 *
 * @param route the template of the request it ran for, {@code none} outside of requests
 * @param firstRowNanos until the first row or, without rows, the end
 * @param nanos until all rows were read or the subscriber left
 */
record StatementRun(
        SqlFingerprint sql,
        String route,
        long firstRowNanos,
        long nanos,
        long rows,
        boolean failed,
        boolean cancelled) {}
