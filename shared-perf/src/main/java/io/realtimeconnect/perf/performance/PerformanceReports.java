package io.realtimeconnect.perf.performance;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.health.Health;
import io.realtimeconnect.perf.health.PartReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Puts together what the features of this instance count. */
public final class PerformanceReports {

    private static final PerformanceReport NOTHING = new PerformanceReport(null, null, null, null, null, null, null);

    private final RequestStatistics requests;
    private final @Nullable Queries queries;
    private final @Nullable Database database;
    private final @Nullable TwoTierCaches caches;
    private final Health health;
    private final MeterRegistry meters;
    private final Recommendations recommendations;

    PerformanceReports(
            RequestStatistics requests,
            @Nullable Queries queries,
            @Nullable Database database,
            @Nullable TwoTierCaches caches,
            Health health,
            MeterRegistry meters,
            PerformanceProperties properties,
            double memoryHigh) {
        this.requests = requests;
        this.queries = queries;
        this.database = database;
        this.caches = caches;
        this.health = health;
        this.meters = meters;
        this.recommendations = new Recommendations(properties, memoryHigh);
    }

    /** All parts, recommendations last. */
    public Mono<PerformanceReport> all() {
        return gathered()
                .map(parts -> new PerformanceReport(
                        parts.queries(),
                        parts.cache(),
                        parts.database(),
                        parts.sessions(),
                        parts.requests(),
                        recommendations.of(parts),
                        parts.system()));
    }

    /** One part; empty for a name that is none. A part that this service does not have is left out of the answer. */
    public Mono<PerformanceReport> part(String name) {
        return switch (name) {
            case "queries" ->
                queries()
                        .map(q -> new PerformanceReport(q, null, null, null, null, null, null))
                        .defaultIfEmpty(NOTHING);
            case "cache" -> cache().map(c -> new PerformanceReport(null, c, null, null, null, null, null));
            case "database" ->
                databaseReport()
                        .map(d -> new PerformanceReport(null, null, d, null, null, null, null))
                        .defaultIfEmpty(NOTHING);
            case "sessions" ->
                sessions()
                        .map(s -> new PerformanceReport(null, null, null, s, null, null, null))
                        .defaultIfEmpty(NOTHING);
            case "requests" ->
                Mono.fromSupplier(() -> new PerformanceReport(null, null, null, null, requests.report(), null, null));
            case "recommendations" ->
                gathered()
                        .map(parts ->
                                new PerformanceReport(null, null, null, null, null, recommendations.of(parts), null));
            default -> Mono.empty();
        };
    }

    /** What is quickly had: no database is asked. */
    public Mono<PerformanceReport> sample() {
        return cache().flatMap(cache -> pool().map(pool -> new PerformanceReport(
                        null, cache, pool, null, requests.report().brief(), null, SystemReport.now()))
                .switchIfEmpty(Mono.fromSupplier(() -> new PerformanceReport(
                        null, cache, null, null, requests.report().brief(), null, SystemReport.now()))));
    }

    private Mono<PerformanceReport> gathered() {
        return Mono.zip(optional(queries()), cache(), optional(databaseReport()), optional(sessions()))
                .map(parts -> new PerformanceReport(
                        parts.getT1().value(),
                        parts.getT2(),
                        parts.getT3().value(),
                        parts.getT4().value(),
                        requests.report(),
                        null,
                        SystemReport.now()));
    }

    private Mono<QueryReport> queries() {
        return queries == null ? Mono.empty() : queries.report();
    }

    private Mono<CacheReport> cache() {
        TwoTierCaches there = caches;
        return there == null
                ? Mono.just(CacheReport.of(false, List.of(), Map.of()))
                : health.report("cache")
                        .map(part -> {
                            Map<String, Object> redis = new LinkedHashMap<>();
                            redis.put("status", part.status().text());
                            redis.putAll(part.details());
                            redis.remove("caches");
                            return redis;
                        })
                        .defaultIfEmpty(Map.of())
                        .map(redis -> CacheReport.of(
                                there.enabled(),
                                there.all().stream()
                                        .map(TwoTierCache::statistics)
                                        .toList(),
                                redis));
    }

    private Mono<DatabaseReport> databaseReport() {
        Database there = database;
        return there == null
                ? Mono.empty()
                : pool().flatMap(pool -> there.facts()
                        .current()
                        .map(server -> new DatabaseReport(pool.status(), pool.pool(), server, pool.maintenance()))
                        .defaultIfEmpty(pool));
    }

    private Mono<DatabaseReport> pool() {
        Database there = database;
        return there == null
                ? Mono.empty()
                : health.report("database")
                        .map(part -> new DatabaseReport(
                                part.status().text(),
                                pool(part),
                                null,
                                there.maintenance().last()));
    }

    private static Map<String, Object> pool(PartReport part) {
        Map<String, Object> pool = new LinkedHashMap<>();
        if (part.details().get("pool") instanceof Map<?, ?> facts) {
            facts.forEach((name, value) -> pool.put(String.valueOf(name), value));
        }
        if (pool.get("acquired") instanceof Integer acquired && pool.get("max") instanceof Integer max && max > 0) {
            pool.put("utilization", (double) acquired / max);
        }
        return pool;
    }

    private Mono<SessionReport> sessions() {
        return health.report("sessions").map(part -> {
            Map<String, Long> lookups = byTag("perf.session.lookups", "result");
            long all = lookups.values().stream().mapToLong(Long::longValue).sum();
            return new SessionReport(
                    part.status().text(),
                    sum("perf.session.starts"),
                    sum("perf.session.refused"),
                    byTag("perf.session.ends", "reason"),
                    all,
                    all == 0 ? 0 : (double) lookups.getOrDefault("near", 0L) / all,
                    lookups);
        });
    }

    private long sum(String meter) {
        return (long) meters.find(meter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private Map<String, Long> byTag(String meter, String tag) {
        Map<String, Long> counts = new TreeMap<>();
        meters.find(meter)
                .counters()
                .forEach(counter ->
                        counts.merge(String.valueOf(counter.getId().getTag(tag)), (long) counter.count(), Long::sum));
        return counts;
    }

    private record Maybe<T>(@Nullable T value) {}

    private static <T> Mono<Maybe<T>> optional(Mono<T> part) {
        return part.<Maybe<T>>map(Maybe::new).defaultIfEmpty(new Maybe<>(null));
    }

    /** What there is in a service with a database. */
    record Database(DatabaseFacts facts, Maintenance maintenance) {}
}
