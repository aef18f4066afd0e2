package io.realtimeconnect.perf.performance;

import java.time.Instant;
import java.util.List;

/**
 * Requests since the start, or the last reset. Durations are in milliseconds; percentiles are upper bounds, at most an eighth too high.
 *
 * @param errors answered with 5xx
 * @param clientErrors answered with 4xx
 * @param cancelled left by their clients; they count nowhere else
 * @param streams events and WebSockets that ended; they have no duration
 * @param active at present
 * @param routes by total time, the dearest first
 * @param slowRequests the latest first
 */
public record RequestReport(
        long count,
        long errors,
        long clientErrors,
        long cancelled,
        long streams,
        long slow,
        long active,
        double errorShare,
        double slowShare,
        double meanMs,
        double p50Ms,
        double p95Ms,
        double p99Ms,
        double maxMs,
        long slowThresholdMs,
        long sinceSeconds,
        Recent lastMinute,
        List<Route> routes,
        List<SlowRequest> slowRequests) {

    /** The last minute. */
    public record Recent(long count, double perSecond, long errors, double meanMs) {}

    /**
     * One route.
     *
     * @param name method and template, never a path
     */
    public record Route(
            String name,
            long count,
            long errors,
            long clientErrors,
            long cancelled,
            long slow,
            double totalMs,
            double meanMs,
            double p50Ms,
            double p95Ms,
            double p99Ms,
            double maxMs) {}

    /** One request that was slow. */
    public record SlowRequest(Instant at, String route, int status, double durationMs, String requestId) {}

    /** Without the lists. */
    RequestReport brief() {
        return new RequestReport(
                count,
                errors,
                clientErrors,
                cancelled,
                streams,
                slow,
                active,
                errorShare,
                slowShare,
                meanMs,
                p50Ms,
                p95Ms,
                p99Ms,
                maxMs,
                slowThresholdMs,
                sinceSeconds,
                lastMinute,
                List.of(),
                List.of());
    }
}
