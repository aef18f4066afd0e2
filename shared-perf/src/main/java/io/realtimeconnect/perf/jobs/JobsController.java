package io.realtimeconnect.perf.jobs;

import io.realtimeconnect.perf.access.Access;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The jobs of this service, for the gateway's page of all. */
@RestController
@RequestMapping("/internal/jobs")
@Access(value = Access.Level.SERVICE, callers = "gateway")
class JobsController {

    private final Jobs jobs;

    JobsController(Jobs jobs) {
        this.jobs = jobs;
    }

    @GetMapping
    Mono<Map<String, List<JobStatus>>> list() {
        return jobs.status().map(items -> Map.of("items", items));
    }

    @PostMapping("/{name}/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<Void> run(@PathVariable String name) {
        return jobs.runNow(name);
    }

    @PostMapping("/cleanup")
    Mono<Map<String, Long>> cleanUp() {
        return jobs.cleanUp().map(removed -> Map.of("removed", removed));
    }
}
