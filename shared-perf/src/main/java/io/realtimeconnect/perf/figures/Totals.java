package io.realtimeconnect.perf.figures;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Sums over this instance's meters since its start. Looks meters up, so it is for once a minute. */
final class Totals {

    private final MeterRegistry meters;

    Totals(MeterRegistry meters) {
        this.meters = meters;
    }

    /** By figure; times in ms. */
    Map<String, Double> read() {
        Collection<Timer> requests = meters.find("http.server.requests").timers();
        Collection<Timer> statements = meters.find("db.query").timers();
        Map<String, Double> totals = new LinkedHashMap<>();
        totals.put("requests", count(requests, timer -> true));
        totals.put("requestMs", millis(requests));
        totals.put(
                "serverErrors",
                count(requests, timer -> "SERVER_ERROR".equals(timer.getId().getTag("outcome"))));
        totals.put(
                "clientErrors",
                count(requests, timer -> "CLIENT_ERROR".equals(timer.getId().getTag("outcome"))));
        totals.put("statements", count(statements, timer -> true));
        totals.put("statementMs", millis(statements));
        totals.put("cacheHits", gets("hit") + gets("stale"));
        totals.put("cacheMisses", gets("miss") + gets("coalesced"));
        return totals;
    }

    private double gets(String result) {
        return meters.find("cache.gets").tag("result", result).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private static double count(Collection<Timer> timers, Predicate<Timer> which) {
        return timers.stream().filter(which).mapToDouble(Timer::count).sum();
    }

    private static double millis(Collection<Timer> timers) {
        return timers.stream()
                .mapToDouble(timer -> timer.totalTime(TimeUnit.MILLISECONDS))
                .sum();
    }
}
