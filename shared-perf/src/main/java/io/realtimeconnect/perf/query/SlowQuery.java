package io.realtimeconnect.perf.query;

import java.time.Instant;

/**
 * A statement that was slow.
 *
 * @param sql its fingerprint: no values
 */
public record SlowQuery(Instant at, String sql, String route, double firstRowMs, double totalMs, long rows) {}
