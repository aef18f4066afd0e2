package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.cache.DeclaredCaches;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.performance.PerformanceReports.Database;
import io.realtimeconnect.perf.web.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
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
    private final Iterable<DeclaredCaches> declared;
    private final PerformanceProperties properties;

    PerformanceTasks(
            PerformanceReports reports,
            RequestStatistics requests,
            @Nullable Queries queries,
            @Nullable Database database,
            @Nullable TwoTierCaches caches,
            Iterable<DeclaredCaches> declared,
            PerformanceProperties properties) {
        this.reports = reports;
        this.requests = requests;
        this.queries = queries;
        this.database = database;
        this.caches = caches;
        this.declared = declared;
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

    /**
     * What was removed from caches.
     *
     * @param caches their names
     * @param everywhere whether Redis has taken it, so that other instances forget it, too
     */
    public record Removed(List<String> caches, boolean everywhere) {}

    /** Empties all caches but those, which another instance has emptied. */
    public Mono<Removed> clear(Collection<String> but) {
        return remove(but, cache -> true, TwoTierCache::clear);
    }

    /** Removes the keys that match: {@code <cache>:<glob>} in the cache of that name, any other glob in all caches. */
    public Mono<Removed> invalidate(String pattern, Collection<String> but) {
        int colon = pattern.indexOf(':');
        String name = colon < 0 ? "" : pattern.substring(0, colon);
        return names().flatMap(known -> known.contains(name) || but.contains(name)
                ? remove(but, name::equals, cache -> cache.invalidatePattern(pattern.substring(colon + 1)))
                : remove(but, any -> true, cache -> cache.invalidatePattern(pattern)));
    }

    /** Drops from memory what may answer no more; how many entries. */
    public Mono<Long> cleanUp() {
        return Mono.fromSupplier(
                        () -> used().stream().mapToLong(TwoTierCache::cleanUp).sum())
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

    private Mono<Removed> remove(
            Collection<String> but, Predicate<String> which, Function<TwoTierCache<?>, Mono<Void>> deed) {
        TwoTierCaches there = caches;
        if (there == null) {
            return Mono.just(new Removed(List.of(), true));
        }
        return names().flatMap(names -> {
            long before = withoutRedis();
            return Flux.fromIterable(names)
                    .filter(name -> which.test(name) && !but.contains(name))
                    .concatMap(name -> deed.apply(there.named(name)).thenReturn(name))
                    .collectList()
                    .map(done -> new Removed(done, withoutRedis() == before));
        });
    }

    /** Also of those that are declared and not used here yet: other instances fill, or have filled, the second tier. */
    private Mono<Set<String>> names() {
        TwoTierCaches there = caches;
        return there == null
                ? Mono.just(Set.of())
                : Mono.<Set<String>>fromSupplier(() -> {
                            Set<String> names = new TreeSet<>(there.names());
                            declared.forEach(more -> names.addAll(more.names()));
                            return names;
                        })
                        .subscribeOn(Schedulers.boundedElastic());
    }

    private long withoutRedis() {
        return used().stream()
                .mapToLong(cache -> cache.statistics().unavailable())
                .sum();
    }

    private Collection<TwoTierCache<?>> used() {
        return caches == null ? List.of() : caches.all();
    }
}
