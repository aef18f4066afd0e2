package io.realtimeconnect.perf.performance;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of one route, or of all. */
final class RouteTally {

    final Durations durations = new Durations();
    final LongAdder errors = new LongAdder();
    final LongAdder clientErrors = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder streams = new LongAdder();
    final LongAdder slow = new LongAdder();

    void answered(int status, long nanos, boolean isSlow) {
        durations.add(nanos);
        if (status >= 500) {
            errors.increment();
        } else if (status >= 400) {
            clientErrors.increment();
        }
        if (isSlow) {
            slow.increment();
        }
    }

    double share(LongAdder of) {
        long all = durations.count();
        return all == 0 ? 0 : (double) of.sum() / all;
    }

    RequestReport.Route report(String name) {
        return new RequestReport.Route(
                name,
                durations.count(),
                errors.sum(),
                clientErrors.sum(),
                cancelled.sum(),
                slow.sum(),
                durations.totalMs(),
                durations.meanMs(),
                durations.percentileMs(0.5),
                durations.percentileMs(0.95),
                durations.percentileMs(0.99),
                durations.maxMs());
    }
}
