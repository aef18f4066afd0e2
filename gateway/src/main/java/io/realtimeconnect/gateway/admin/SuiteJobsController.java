package io.realtimeconnect.gateway.admin;

import io.realtimeconnect.gateway.upstream.Fleet;
import io.realtimeconnect.gateway.upstream.Fleet.Said;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The background jobs of all services. They are kept in each service's database, so one instance of each is asked. */
@RestController
@RequestMapping("/api/v1/admin/jobs")
@Access(Access.Level.ADMIN)
class SuiteJobsController {

    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final String PATH = "/internal/jobs";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Fleet fleet;

    SuiteJobsController(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Services without jobs are left out, those that do not answer are named. */
    @GetMapping
    Mono<ObjectNode> all() {
        return each(HttpMethod.GET, PATH).map(SuiteJobsController::list);
    }

    /** Runs a recurring job now, in every service that has one of this name, or only in the one that is said. */
    @PostMapping("/{name}/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<ObjectNode> run(@PathVariable String name, @RequestParam(required = false) @Nullable String service) {
        List<String> asked = fleet.services().stream()
                .filter(one -> service == null || one.equals(service))
                .toList();
        return Flux.fromIterable(asked)
                .flatMapSequential(one -> ask(one, HttpMethod.POST, PATH + "/" + name + "/run"))
                .collectList()
                .map(said -> ran(name, said));
    }

    /** Forgets what was given up, in all services. */
    @PostMapping("/cleanup")
    Mono<ObjectNode> cleanUp() {
        return each(HttpMethod.POST, PATH + "/cleanup").map(SuiteJobsController::cleaned);
    }

    private Mono<List<Map.Entry<String, Said>>> each(HttpMethod method, String path) {
        return Flux.fromIterable(fleet.services())
                .flatMapSequential(service -> ask(service, method, path))
                .collectList();
    }

    private Mono<Map.Entry<String, Said>> ask(String service, HttpMethod method, String path) {
        return fleet.askOne(service, method, path, null, WITHIN)
                .defaultIfEmpty(new Said(service, HttpStatus.SERVICE_UNAVAILABLE.value(), null))
                .map(said -> Map.entry(service, said));
    }

    private static ObjectNode list(List<Map.Entry<String, Said>> found) {
        ObjectNode answer = NODES.objectNode();
        ArrayNode items = answer.putArray("items");
        answer.putNull("nextCursor");
        ArrayNode unanswered = answer.putArray("unanswered");
        for (Map.Entry<String, Said> service : found) {
            JsonNode body = service.getValue().body();
            if (body != null && service.getValue().well()) {
                body.path("items").forEach(job -> {
                    ObjectNode item = NODES.objectNode().put("service", service.getKey());
                    item.setAll((ObjectNode) job);
                    items.add(item);
                });
            } else if (isAway(service.getValue())) {
                unanswered.add(service.getKey());
            }
        }
        return answer;
    }

    private static ObjectNode ran(String name, List<Map.Entry<String, Said>> said) {
        List<String> services = new ArrayList<>();
        List<String> unanswered = new ArrayList<>();
        for (Map.Entry<String, Said> service : said) {
            if (service.getValue().well()) {
                services.add(service.getKey());
            } else if (isAway(service.getValue())) {
                unanswered.add(service.getKey());
            }
        }
        if (services.isEmpty()) {
            throw unanswered.isEmpty()
                    ? new Problem(HttpStatus.NOT_FOUND, "JOB_NOT_FOUND", "There is no recurring job of this name")
                    : new Problem(
                                    HttpStatus.SERVICE_UNAVAILABLE,
                                    "UPSTREAM_UNAVAILABLE",
                                    "No service that answers has a job of this name")
                            .with("unanswered", unanswered)
                            .header("Retry-After", "1");
        }
        ObjectNode answer = NODES.objectNode().put("job", name);
        services.forEach(answer.putArray("services")::add);
        unanswered.forEach(answer.putArray("unanswered")::add);
        return answer;
    }

    private static ObjectNode cleaned(List<Map.Entry<String, Said>> found) {
        ObjectNode answer = NODES.objectNode();
        long removed = 0;
        ObjectNode services = answer.putObject("services");
        ArrayNode unanswered = answer.putArray("unanswered");
        for (Map.Entry<String, Said> service : found) {
            JsonNode body = service.getValue().body();
            if (body != null && service.getValue().well()) {
                services.set(service.getKey(), body);
                removed += body.path("removed").asLong(0);
            } else if (isAway(service.getValue())) {
                unanswered.add(service.getKey());
            }
        }
        return answer.put("removed", removed);
    }

    /** A 404 is a service that has no such thing. */
    private static boolean isAway(Said said) {
        return said.status() != HttpStatus.NOT_FOUND.value();
    }
}
