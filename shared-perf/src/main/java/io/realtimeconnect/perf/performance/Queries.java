package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.performance.QueryReport.SlowStatement;
import io.realtimeconnect.perf.query.QueryFigures;
import io.realtimeconnect.perf.query.QueryProperties;
import io.realtimeconnect.perf.query.QueryStatistics;
import io.realtimeconnect.perf.query.SlowQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements as the monitor knows them, with what their plans suggest. */
final class Queries {

    static final int SLOW = 20;
    private static final int SHOWN = 10;
    private static final int LISTED = 50;
    private static final int EXPLAINED_AT_ONCE = 2;
    private static final Duration EXPLAINING = Duration.ofSeconds(1);
    private static final long MANY_ROWS = 1_000;

    private final QueryStatistics statistics;
    private final QueryProperties properties;
    private final PlanHints plans;

    Queries(QueryStatistics statistics, QueryProperties properties, PlanHints plans) {
        this.statistics = statistics;
        this.properties = properties;
        this.plans = plans;
    }

    Mono<QueryReport> report() {
        return slow(SLOW)
                .map(slow -> new QueryReport(
                        overall(),
                        new QueryReport.Patterns(
                                first(statistics.byTable()), first(statistics.byType()), first(statistics.byRoute())),
                        statistics.dearest(SHOWN),
                        statistics.slowest(SHOWN),
                        slow,
                        statistics.repeated().stream().limit(LISTED).toList()));
    }

    Mono<List<SlowStatement>> slow(int limit) {
        return Flux.fromIterable(statistics.recentSlow(limit))
                .flatMapSequential(one -> plans.hint(one.sql()).map(hint -> slow(one, hint)), EXPLAINED_AT_ONCE)
                .collectList();
    }

    void reset() {
        statistics.reset();
    }

    private QueryReport.Statistics overall() {
        QueryFigures all = statistics.overall();
        return new QueryReport.Statistics(
                all.count(),
                all.slow(),
                all.count() == 0 ? 0 : (double) all.slow() / all.count(),
                all.errors(),
                all.rows(),
                all.meanMs(),
                all.p95Ms(),
                all.maxMs(),
                properties.slow().toMillis());
    }

    private static SlowStatement slow(SlowQuery one, Optional<String> plan) {
        return new SlowStatement(
                one.at(),
                one.sql(),
                one.route(),
                one.firstRowMs(),
                one.totalMs(),
                one.rows(),
                plan.orElseGet(() -> byFigures(one)));
    }

    private static @Nullable String byFigures(SlowQuery one) {
        return one.rows() > MANY_ROWS ? "Reads " + one.rows() + " rows: fetch a page at a time" : null;
    }

    private static List<QueryFigures> first(List<QueryFigures> figures) {
        return figures.stream().limit(LISTED).toList();
    }
}
