package io.realtimeconnect.moderation.statistics;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.response.CachedResponse;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Figures of the last thirty days for administrators. */
@RestController
@Access(Access.Level.ADMIN)
class StatisticsController {

    private static final Duration SPAN = Duration.ofDays(30);
    private static final int OFFENDERS = 20;

    private final DatabaseClient database;
    private final Clock clock;

    StatisticsController(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param responseSeconds from report to decision; null while nothing was decided */
    record Statistics(
            Instant since,
            Map<String, Long> reportsByState,
            Map<String, Long> actionsByKind,
            Map<String, Long> appealsByState,
            ResponseSeconds responseSeconds,
            List<Offender> repeatOffenders) {}

    record ResponseSeconds(
            @Nullable Double mean,
            @Nullable Double p50,
            @Nullable Double p95) {}

    record Offender(UUID userId, long actions) {}

    @CachedResponse(ttl = "2s", edge = true)
    @GetMapping("/api/v1/moderation/stats")
    @Operation(operationId = "moderationStats", summary = "Counts, response times and repeat offenders")
    Mono<Statistics> statistics() {
        Instant since = clock.instant().minus(SPAN);
        return Mono.zip(
                        counts("SELECT state, count(*) FROM report WHERE created_at > :since GROUP BY state", since),
                        counts("SELECT kind, count(*) FROM sanction WHERE created_at > :since GROUP BY kind", since),
                        counts("SELECT state, count(*) FROM appeal WHERE created_at > :since GROUP BY state", since),
                        responseSeconds(since),
                        offenders(since))
                .map(parts -> new Statistics(
                        since, parts.getT1(), parts.getT2(), parts.getT3(), parts.getT4(), parts.getT5()));
    }

    private Mono<Map<String, Long>> counts(String sql, Instant since) {
        return database.sql(sql)
                .bind("since", since)
                .map(row -> Map.entry(text(row), count(row)))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Mono<ResponseSeconds> responseSeconds(Instant since) {
        return database.sql("""
                        SELECT avg(took)::float8, percentile_cont(0.5) WITHIN GROUP (ORDER BY took),
                               percentile_cont(0.95) WITHIN GROUP (ORDER BY took)
                          FROM (SELECT extract(epoch FROM resolved_at - created_at)::float8 AS took
                                  FROM report WHERE resolved_at > :since) AS resolved
                        """)
                .bind("since", since)
                .map(row -> new ResponseSeconds(
                        row.get(0, Double.class), row.get(1, Double.class), row.get(2, Double.class)))
                .one();
    }

    private Mono<List<Offender>> offenders(Instant since) {
        return database.sql("""
                        SELECT user_id, count(*) FROM sanction WHERE created_at > :since AND lifted_at IS NULL
                         GROUP BY user_id HAVING count(*) > 1 ORDER BY count(*) DESC, user_id LIMIT :limit
                        """)
                .bind("since", since)
                .bind("limit", OFFENDERS)
                .map(row -> new Offender(Objects.requireNonNull(row.get(0, UUID.class)), count(row)))
                .all()
                .collectList();
    }

    private static String text(Readable row) {
        return Objects.requireNonNull(row.get(0, String.class));
    }

    private static long count(Readable row) {
        return Objects.requireNonNull(row.get(1, Long.class));
    }
}
