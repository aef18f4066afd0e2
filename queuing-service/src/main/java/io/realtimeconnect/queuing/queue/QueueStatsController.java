package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.queuing.queue.QueueStats.Wait;
import io.realtimeconnect.queuing.ticket.Intent;
import io.realtimeconnect.queuing.ticket.Tickets;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The queue in figures, for administrators. What was is counted once in some seconds for all of them ({@code match-figures}); who waits is always as of now. */
@Tag(name = "Queue")
@RestController
@Access(Access.Level.ADMIN)
class QueueStatsController {

    private final Tickets tickets;
    private final DatabaseClient db;
    private final TwoTierCache<Figures> cache;
    private final Clock clock;

    QueueStatsController(Tickets tickets, DatabaseClient db, TwoTierCaches caches, Clock clock) {
        this.tickets = tickets;
        this.db = db;
        this.cache = caches.cache("match-figures", Figures.class);
        this.clock = clock;
    }

    @GetMapping("/api/v1/admin/queue/stats")
    @Operation(operationId = "getQueueStats", summary = "Waiting per intent, match rate, waits, abandoned tickets")
    Mono<QueueStats> stats() {
        Instant now = clock.instant();
        return tickets.waitingPerIntent(now)
                .zipWith(
                        cache.get("last-hour", figures(now)), (waiting, figures) -> figures.with(everyIntent(waiting)));
    }

    record Figures(double matchesPerMinute, Wait waitSeconds, long abandoned) {
        QueueStats with(Map<Intent, Long> waiting) {
            return new QueueStats(waiting, matchesPerMinute, waitSeconds, abandoned);
        }
    }

    private Mono<Figures> figures(Instant now) {
        return db.sql("""
                        SELECT (SELECT count(*) FROM match
                                 WHERE made_at > $2 AND state <> 'cancelled') / 10.0 AS matches_per_minute,
                               (SELECT count(*) FROM departure WHERE left_at > $1) AS abandoned,
                               w.p[1] AS p50, w.p[2] AS p95, w.p[3] AS p99
                          FROM (SELECT percentile_cont(ARRAY[0.5, 0.95, 0.99])
                                         WITHIN GROUP (ORDER BY extract(epoch FROM p.waited)::float8) AS p
                                  FROM match m JOIN participation p ON p.match_id = m.id
                                 WHERE m.made_at > $1 AND m.state <> 'cancelled') AS w
                        """)
                .bind(0, now.minus(Duration.ofHours(1)))
                .bind(1, now.minus(Duration.ofMinutes(10)))
                .map((row, meta) -> new Figures(
                        Objects.requireNonNull(row.get("matches_per_minute", Double.class)),
                        new Wait(
                                row.get("p50", Double.class),
                                row.get("p95", Double.class),
                                row.get("p99", Double.class)),
                        Objects.requireNonNull(row.get("abandoned", Long.class))))
                .one();
    }

    private static Map<Intent, Long> everyIntent(Map<Intent, Long> waiting) {
        Map<Intent, Long> all = new EnumMap<>(Intent.class);
        for (Intent intent : Intent.values()) {
            all.put(intent, waiting.getOrDefault(intent, 0L));
        }
        return all;
    }
}
