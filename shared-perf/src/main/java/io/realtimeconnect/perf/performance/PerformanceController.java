package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.performance.Maintenance.Task;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** This instance's figures, for the gateway's page of all. */
@RestController
@RequestMapping("/internal/performance")
@Access(value = Access.Level.SERVICE, callers = "gateway")
class PerformanceController {

    private final PerformanceReports reports;
    private final PerformanceTasks tasks;

    PerformanceController(PerformanceReports reports, PerformanceTasks tasks) {
        this.reports = reports;
        this.tasks = tasks;
    }

    /**
     * Keys to forget.
     *
     * @param but caches that another instance has done
     */
    record Pattern(
            @NotBlank @Size(max = 256) String pattern,
            @Nullable Set<String> but) {}

    /** Caches that another instance has done. */
    record Done(@Nullable Set<String> but) {}

    /** Something that took so long. */
    record Measured(
            @NotBlank @Size(max = 200) String operation,
            @NotNull @PositiveOrZero Double durationMs) {}

    /** What to do to the tables. */
    record Wanted(@NotNull Task task) {}

    @GetMapping
    Mono<PerformanceReport> all() {
        return reports.all();
    }

    @GetMapping("/sample")
    Mono<PerformanceReport> sample() {
        return reports.sample();
    }

    @GetMapping("/{part}")
    Mono<PerformanceReport> part(@PathVariable String part) {
        return reports.part(part)
                .switchIfEmpty(
                        Mono.error(() -> new Problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no such part.")));
    }

    @GetMapping("/slow-queries")
    Mono<Map<String, List<QueryReport.SlowStatement>>> slowQueries(
            @RequestParam(required = false) @Nullable Integer limit) {
        return tasks.slowQueries(Limits.clamp(limit, Queries.SLOW, 100)).map(items -> Map.of("items", items));
    }

    @PostMapping("/reset")
    Map<String, List<String>> reset() {
        return Map.of("reset", tasks.reset());
    }

    @PostMapping("/cache/clear")
    Mono<Map<String, Object>> clear(@RequestBody(required = false) @Nullable Done done) {
        return tasks.clear(orNone(done == null ? null : done.but()))
                .map(removed -> Map.of("cleared", removed.caches(), "everywhere", removed.everywhere()));
    }

    @PostMapping("/cache/invalidate")
    Mono<Map<String, Object>> invalidate(@Valid @RequestBody Pattern wanted) {
        return tasks.invalidate(wanted.pattern(), orNone(wanted.but()))
                .map(removed -> Map.of(
                        "pattern", wanted.pattern(), "caches", removed.caches(), "everywhere", removed.everywhere()));
    }

    @PostMapping("/cache/cleanup")
    Mono<Map<String, Long>> cleanUp() {
        return tasks.cleanUp().map(removed -> Map.of("removed", removed));
    }

    @PostMapping("/analyze")
    Mono<Analysis> analyze(@Valid @RequestBody Measured measured) {
        return tasks.analyze(measured.operation(), measured.durationMs());
    }

    @PostMapping("/optimize")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<DatabaseReport.Maintenance> optimize(@Valid @RequestBody Wanted wanted) {
        return tasks.optimize(wanted.task());
    }

    private static Set<String> orNone(@Nullable Set<String> names) {
        return names == null ? Set.of() : names;
    }
}
