package io.realtimeconnect.gateway.performance;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The suite's figures, and what can be done about them. */
@RestController
@RequestMapping("/api/v1/performance")
@Access(Access.Level.ADMIN)
class SuitePerformanceController {

    private static final int SLOW = 20;
    private static final int MOST_SLOW = 100;

    private final SuitePerformance figures;
    private final SuiteTasks tasks;

    SuitePerformanceController(SuitePerformance figures, SuiteTasks tasks) {
        this.figures = figures;
        this.tasks = tasks;
    }

    /** Keys to forget. */
    record Pattern(@NotBlank @Size(max = 256) String pattern) {}

    /** Something that took so long. */
    record Measured(
            @NotBlank @Size(max = 200) String operation,
            @NotNull @PositiveOrZero Double durationMs) {}

    /** What to do to the tables. */
    record Wanted(@NotNull Task task) {}

    enum Task {
        analyze,
        vacuum,
        reindex
    }

    @GetMapping
    Mono<ObjectNode> all() {
        return figures.all();
    }

    /** One part of all services, or all parts of one. */
    @GetMapping("/{service}")
    Mono<ObjectNode> one(@PathVariable String service) {
        return SuitePerformance.PARTS.contains(service) ? figures.part(service) : figures.service(known(service));
    }

    @GetMapping("/{service}/{part}")
    Mono<ObjectNode> part(@PathVariable String service, @PathVariable String part) {
        if (!SuitePerformance.PARTS.contains(part)) {
            throw unknown();
        }
        return figures.service(known(service), part);
    }

    @GetMapping("/slow-queries")
    Mono<ObjectNode> slowQueries(@RequestParam(required = false) @Nullable Integer limit) {
        return figures.slowQueries(figures.names(), Limits.clamp(limit, SLOW, MOST_SLOW));
    }

    @GetMapping("/{service}/slow-queries")
    Mono<ObjectNode> slowQueries(
            @PathVariable String service, @RequestParam(required = false) @Nullable Integer limit) {
        return figures.slowQueries(List.of(known(service)), Limits.clamp(limit, SLOW, MOST_SLOW));
    }

    @PostMapping({"/reset", "/{service}/reset"})
    Mono<ObjectNode> reset(@PathVariable(required = false) @Nullable String service) {
        return tasks.everywhere(services(service), "reset", null);
    }

    @PostMapping({"/cache/clear", "/{service}/cache/clear"})
    Mono<ObjectNode> clear(@PathVariable(required = false) @Nullable String service) {
        return tasks.once(services(service), "cache/clear", Map.of());
    }

    @PostMapping({"/cache/cleanup", "/{service}/cache/cleanup"})
    Mono<ObjectNode> cleanUp(@PathVariable(required = false) @Nullable String service) {
        return tasks.everywhere(services(service), "cache/cleanup", null);
    }

    @PostMapping({"/cache/invalidate", "/{service}/cache/invalidate"})
    Mono<ObjectNode> invalidate(
            @PathVariable(required = false) @Nullable String service, @Valid @RequestBody Pattern wanted) {
        return tasks.once(services(service), "cache/invalidate", Map.of("pattern", wanted.pattern()))
                .map(done -> done.put("pattern", wanted.pattern()));
    }

    @PostMapping({"/analyze", "/{service}/analyze"})
    Mono<Object> analyze(
            @PathVariable(required = false) @Nullable String service, @Valid @RequestBody Measured measured) {
        String asked = service == null ? Row.GATEWAY : known(service);
        return tasks.analyze(asked, measured.operation(), measured.durationMs());
    }

    @PostMapping("/optimize")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<ObjectNode> optimize(@Valid @RequestBody Wanted wanted) {
        return tasks.optimizeAll(wanted.task().name());
    }

    @PostMapping("/{service}/optimize")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<JsonNode> optimize(@PathVariable String service, @Valid @RequestBody Wanted wanted) {
        return tasks.optimize(known(service), wanted.task().name());
    }

    private List<String> services(@Nullable String service) {
        return service == null ? figures.names() : List.of(known(service));
    }

    private String known(String service) {
        if (!figures.knows(service)) {
            throw unknown();
        }
        return service;
    }

    private static Problem unknown() {
        return new Problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no service or part of this name");
    }
}
