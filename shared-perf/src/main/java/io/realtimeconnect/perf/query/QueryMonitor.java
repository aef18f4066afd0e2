package io.realtimeconnect.perf.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every statement that ends, and tells of them. What it keeps is bounded. */
final class QueryMonitor implements QueryStatistics {

    private static final Logger log = LoggerFactory.getLogger(QueryMonitor.class);
    private static final SqlFingerprint OTHER = new SqlFingerprint("(other statements)", "other", "other");
    private static final int ROUTES = 300;

    private final QueryProperties properties;
    private final QueryMeters meters;
    private final Clock clock;
    private final Cache<String, SqlFingerprint> fingerprints;
    private final Map<String, Tally> bySql = new ConcurrentHashMap<>();
    private final Map<String, Tally> byTable = new ConcurrentHashMap<>();
    private final Map<String, Tally> byType = new ConcurrentHashMap<>();
    private final Map<String, Tally> byRoute = new ConcurrentHashMap<>();
    private final Map<String, RepeatedQuery> repeated = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<SlowQuery> recent = new ConcurrentLinkedDeque<>();
    private volatile Tally all = new Tally();

    QueryMonitor(QueryProperties properties, QueryMeters meters, Clock clock) {
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
        this.fingerprints = Caffeine.newBuilder()
                .maximumSize(4L * properties.fingerprints())
                .build();
    }

    QueryMeters meters() {
        return meters;
    }

    SqlFingerprint fingerprint(String sql) {
        SqlFingerprint known = fingerprints.getIfPresent(sql);
        if (known == null) {
            known = SqlFingerprint.of(sql);
            fingerprints.put(sql, known);
        }
        return known;
    }

    void ran(StatementRun run) {
        if (run.sql().validates()) {
            return;
        }
        boolean slow = run.nanos() >= properties.slow().toNanos();
        SqlFingerprint sql =
                bySql.containsKey(run.sql().text()) || bySql.size() < properties.fingerprints() ? run.sql() : OTHER;
        all.add(run, slow);
        tally(bySql, sql.text()).add(run, slow);
        tally(byTable, sql.table()).add(run, slow);
        tally(byType, sql.type()).add(run, slow);
        tally(byRoute, byRoute.size() < ROUTES ? run.route() : "other").add(run, slow);
        meters.ran(run);
        if (slow) {
            remember(run);
        }
    }

    void requestEnded(int statements) {
        meters.request(statements);
    }

    void repeated(String route, String sql, int times) {
        meters.repeated.increment();
        if (repeated.size() < properties.fingerprints()) {
            repeated.merge(
                    route + " " + sql,
                    new RepeatedQuery(route, sql, 1, times),
                    (old, one) -> new RepeatedQuery(route, sql, old.requests() + 1, Math.max(old.most(), times)));
        }
    }

    @Override
    public QueryFigures overall() {
        return QueryFigures.of("all", all);
    }

    @Override
    public List<QueryFigures> dearest(int limit) {
        return sorted(bySql, Comparator.comparingDouble(QueryFigures::totalMs), limit);
    }

    @Override
    public List<QueryFigures> slowest(int limit) {
        return sorted(bySql, Comparator.comparingDouble(QueryFigures::meanMs), limit);
    }

    @Override
    public List<QueryFigures> byTable() {
        return sorted(byTable, Comparator.comparingDouble(QueryFigures::totalMs), Integer.MAX_VALUE);
    }

    @Override
    public List<QueryFigures> byType() {
        return sorted(byType, Comparator.comparingDouble(QueryFigures::totalMs), Integer.MAX_VALUE);
    }

    @Override
    public List<QueryFigures> byRoute() {
        return sorted(byRoute, Comparator.comparingDouble(QueryFigures::totalMs), Integer.MAX_VALUE);
    }

    @Override
    public List<SlowQuery> recentSlow(int limit) {
        return recent.stream().limit(limit).toList();
    }

    @Override
    public List<RepeatedQuery> repeated() {
        List<RepeatedQuery> list = new ArrayList<>(repeated.values());
        list.sort(Comparator.comparingLong(RepeatedQuery::requests).reversed());
        return list;
    }

    @Override
    public void reset() {
        all = new Tally();
        List.of(bySql, byTable, byType, byRoute, repeated).forEach(Map::clear);
        recent.clear();
    }

    private void remember(StatementRun run) {
        meters.slow.increment();
        SlowQuery slow = new SlowQuery(
                clock.instant(),
                run.sql().text(),
                run.route(),
                run.firstRowNanos() / 1e6,
                run.nanos() / 1e6,
                run.rows());
        recent.addFirst(slow);
        if (recent.size() > properties.remembered()) {
            recent.pollLast();
        }
        if (properties.log()) {
            log.atWarn()
                    .addKeyValue("ms", Math.round(slow.totalMs()))
                    .addKeyValue("rows", slow.rows())
                    .addKeyValue("route", slow.route())
                    .addKeyValue("sql", slow.sql())
                    .log("query.slow");
        }
    }

    private static Tally tally(Map<String, Tally> tallies, String name) {
        Tally tally = tallies.get(name);
        return tally != null ? tally : tallies.computeIfAbsent(name, n -> new Tally());
    }

    private static List<QueryFigures> sorted(Map<String, Tally> tallies, Comparator<QueryFigures> least, int limit) {
        return tallies.entrySet().stream()
                .map(tally -> QueryFigures.of(tally.getKey(), tally.getValue()))
                .sorted(least.reversed())
                .limit(limit)
                .toList();
    }
}
