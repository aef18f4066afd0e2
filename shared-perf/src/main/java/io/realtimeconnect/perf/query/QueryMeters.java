package io.realtimeconnect.perf.query;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Meters of statements and of borrowing connections. Tables and types are bounded before a meter is looked up; each is looked up once.
 */
final class QueryMeters {

    private static final int MOST = 200;
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2)
    };

    private final MeterRegistry meters;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final Timer acquired;
    private final Timer notAcquired;
    private final DistributionSummary perRequest;
    final Counter slow;
    final Counter repeated;

    private record Key(String type, String table, String outcome) {}

    QueryMeters(MeterRegistry meters) {
        this.meters = meters;
        this.acquired = acquire("ok");
        this.notAcquired = acquire("failed");
        this.perRequest = DistributionSummary.builder("db.query.per.request")
                .description("Statements a request ran, of requests that ran some")
                .serviceLevelObjectives(1, 5, 10, 25)
                .register(meters);
        this.slow = Counter.builder("db.query.slow")
                .description("Statements slower than perf.query.slow")
                .register(meters);
        this.repeated = Counter.builder("db.query.repeated")
                .description("Requests that ran one statement perf.query.repeated times or more")
                .register(meters);
    }

    void acquired(long nanos, boolean ok) {
        (ok ? acquired : notAcquired).record(nanos, TimeUnit.NANOSECONDS);
    }

    void ran(StatementRun run) {
        String outcome = run.failed() ? "failed" : run.cancelled() && run.rows() == 0 ? "cancelled" : "ok";
        Key key = new Key(run.sql().type(), run.sql().table(), outcome);
        Timer timer = timers.get(key);
        if (timer == null) {
            Key bounded = timers.size() < MOST ? key : new Key(key.type(), "other", outcome);
            timer = timers.computeIfAbsent(bounded, this::timer);
        }
        timer.record(run.nanos(), TimeUnit.NANOSECONDS);
    }

    void request(int statements) {
        perRequest.record(statements);
    }

    private Timer timer(Key key) {
        return Timer.builder("db.query")
                .description("Statements, from sending to the last row")
                .tags("type", key.type(), "table", key.table(), "outcome", key.outcome())
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private Timer acquire(String outcome) {
        return Timer.builder("db.connection.acquire")
                .description("Waiting for a connection of the pool")
                .tag("outcome", outcome)
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(25), Duration.ofMillis(250), Duration.ofSeconds(2))
                .register(meters);
    }
}
