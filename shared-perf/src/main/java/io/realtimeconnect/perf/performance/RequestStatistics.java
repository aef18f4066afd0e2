package io.realtimeconnect.perf.performance;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request that ends, and tells of them. What it keeps is bounded. */
final class RequestStatistics {

    private static final Logger log = LoggerFactory.getLogger(RequestStatistics.class);
    private static final String OTHER = "other";
    private static final int SHOWN = 100;

    private final RequestProperties properties;
    private final Clock clock;
    private final AtomicLong active = new AtomicLong();
    private volatile Kept kept = new Kept();

    /** All that a reset forgets. */
    private static final class Kept {
        private final long since = seconds();
        private final RouteTally all = new RouteTally();
        private final LastMinute lastMinute = new LastMinute();
        private final Map<String, RouteTally> routes = new ConcurrentHashMap<>();
        private final ConcurrentLinkedDeque<RequestReport.SlowRequest> slow = new ConcurrentLinkedDeque<>();
        private final AtomicLong slowKept = new AtomicLong();
    }

    RequestStatistics(RequestProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    void began() {
        active.incrementAndGet();
    }

    void answered(String route, int status, long nanos, String requestId) {
        active.decrementAndGet();
        Kept now = kept;
        boolean slow = nanos >= properties.slow().toNanos();
        now.all.answered(status, nanos, slow);
        now.lastMinute.add(seconds(), nanos, status >= 500);
        tally(now, route).answered(status, nanos, slow);
        if (slow) {
            remember(now, new RequestReport.SlowRequest(clock.instant(), route, status, nanos / 1e6, requestId));
        }
    }

    void cancelled(String route) {
        active.decrementAndGet();
        Kept now = kept;
        now.all.cancelled.increment();
        tally(now, route).cancelled.increment();
    }

    void streamed() {
        active.decrementAndGet();
        kept.all.streams.increment();
    }

    RequestReport report() {
        Kept now = kept;
        RouteTally all = now.all;
        long up = seconds() - now.since;
        return new RequestReport(
                all.durations.count(),
                all.errors.sum(),
                all.clientErrors.sum(),
                all.cancelled.sum(),
                all.streams.sum(),
                all.slow.sum(),
                active.get(),
                all.share(all.errors),
                all.share(all.slow),
                all.durations.meanMs(),
                all.durations.percentileMs(0.5),
                all.durations.percentileMs(0.95),
                all.durations.percentileMs(0.99),
                all.durations.maxMs(),
                properties.slow().toMillis(),
                up,
                now.lastMinute.sum(seconds(), up),
                routes(now),
                List.copyOf(now.slow));
    }

    void reset() {
        kept = new Kept();
    }

    private static List<RequestReport.Route> routes(Kept now) {
        return now.routes.entrySet().stream()
                .map(route -> route.getValue().report(route.getKey()))
                .sorted(Comparator.comparingDouble(RequestReport.Route::totalMs).reversed())
                .limit(SHOWN)
                .toList();
    }

    private RouteTally tally(Kept now, String route) {
        RouteTally known = now.routes.get(route);
        if (known != null) {
            return known;
        }
        String name = now.routes.size() < properties.routes() ? route : OTHER;
        return now.routes.computeIfAbsent(name, any -> new RouteTally());
    }

    private void remember(Kept now, RequestReport.SlowRequest request) {
        now.slow.addFirst(request);
        if (now.slowKept.incrementAndGet() > properties.remembered()) {
            now.slow.pollLast();
        }
        if (properties.logSlow()) {
            log.atWarn()
                    .addKeyValue("ms", Math.round(request.durationMs()))
                    .addKeyValue("route", request.route())
                    .addKeyValue("status", request.status())
                    .addKeyValue("request", request.requestId())
                    .log("request.slow");
        }
    }

    private static long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    }
}
