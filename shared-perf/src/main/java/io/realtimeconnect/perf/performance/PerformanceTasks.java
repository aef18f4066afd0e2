package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.performance.PerformanceReports.Database;
import io.realtimeconnect.perf.web.Problem;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What can be done about the figures of this instance. */
public final class PerformanceTasks {

    private final PerformanceReports reports;
    private final RequestStatistics requests;
    private final @Nullable Queries queries;
    private final @Nullable Database database;
    private final @Nullable TwoTierCaches caches;
    private final PerformanceProperties properties;

    PerformanceTasks(
            PerformanceReports reports,
            RequestStatistics requests,
            @Nullable Queries queries,
            @Nullable Database database,
            @Nullable TwoTierCaches caches,
            PerformanceProperties properties) {
        this.reports = reports;
        this.requests = requests;
        this.queries = queries;
        this.database = database;
        this.caches = caches;
        this.properties = properties;
    }

    /** Forgets the figures of statements and requests; counters of caches and meters go on. */
    public List<String> reset() {
        requests.reset();
        if (queries == null) {
            return List.of("requests");
        }
        queries.reset();
        return List.of("queries", "requests");
    }

    /** Does something to every cache; their names. */
    public Mono<List<String>> each(Function<TwoTierCache<?>, Mono<Void>> deed) {
        return Flux.fromIterable(all())
                .concatMap(cache -> deed.apply(cache).thenReturn(cache.name()))
                .collectList();
    }

    /** Removes the keys that match: {@code <cache>:<glob>} in the cache of that name, any other glob in all caches. */
    public Mono<List<String>> invalidate(String pattern) {
        int colon = pattern.indexOf(':');
        String name = colon < 0 ? "" : pattern.substring(0, colon);
        return Flux.fromIterable(all())
                .filter(cache -> cache.name().equals(name))
                .concatMap(cache ->
                        cache.invalidatePattern(pattern.substring(colon + 1)).thenReturn(cache.name()))
                .collectList()
                .filter(names -> !names.isEmpty())
                .switchIfEmpty(Mono.defer(() -> each(cache -> cache.invalidatePattern(pattern))));
    }

    /** Drops from memory what may answer no more; how many entries. */
    public Mono<Long> cleanUp() {
        return Mono.fromSupplier(
                        () -> all().stream().mapToLong(TwoTierCache::cleanUp).sum())
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** The latest first; empty without a database. */
    public Mono<List<QueryReport.SlowStatement>> slowQueries(int limit) {
        return queries == null ? Mono.just(List.of()) : queries.slow(limit);
    }

    /** What to think of an operation that took so long. */
    public Mono<Analysis> analyze(String operation, double durationMs) {
        return reports.all().map(report -> Analysis.of(operation, durationMs, report, properties));
    }

    Mono<DatabaseReport.Maintenance> optimize(Maintenance.Task task) {
        return database == null
                ? Mono.error(new Problem(HttpStatus.CONFLICT, "NO_DATABASE", "This service has no database."))
                : database.maintenance().begin(task);
    }

    private Collection<TwoTierCache<?>> all() {
        // also those that are set up and not used here yet: other instances fill the second tier
        return caches == null
                ? List.of()
                : caches.names().stream().<TwoTierCache<?>>map(caches::named).toList();
    }
}
