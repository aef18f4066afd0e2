package io.realtimeconnect.gateway.performance;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.gateway.upstream.Fleet;
import io.realtimeconnect.gateway.upstream.Fleet.Said;
import io.realtimeconnect.gateway.upstream.Unanswered;
import io.realtimeconnect.perf.performance.PerformanceTasks;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Has instances reset figures and clean caches, all of them; maintenance of tables is for one of each service. */
@Component
final class SuiteTasks {

    private static final Duration WITHIN = Duration.ofSeconds(8);
    /** Of two that are asked one after the other. */
    private static final Duration HALF = WITHIN.dividedBy(2);

    private static final String PATH = "/internal/performance/";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Fleet fleet;
    private final PerformanceTasks own;
    private final JsonMapper json;

    SuiteTasks(Fleet fleet, PerformanceTasks own, JsonMapper json) {
        this.fleet = fleet;
        this.own = own;
        this.json = json;
    }

    /** {@code {services: {name: {instances: {name: …}, unanswered}}}} */
    Mono<ObjectNode> everywhere(List<String> services, String task, @Nullable Object body) {
        return gathered(
                services, task, body, service -> fleet.ask(service, HttpMethod.POST, PATH + task, body, WITHIN));
    }

    /**
     * The same for what one instance of a service does for all, because Redis tells the others: these are left what the first does not know, or all if Redis
     * did not take it.
     */
    Mono<ObjectNode> once(List<String> services, String task, Map<String, ?> body) {
        Function<Said, Object> rest = first -> {
            Map<String, Object> left = new LinkedHashMap<>(body);
            left.put("but", done(first));
            return left;
        };
        return gathered(
                services,
                task,
                body,
                service -> fleet.askOneThenOthers(service, HttpMethod.POST, PATH + task, body, rest, HALF));
    }

    /** The caches of which nothing is left to do. */
    private static List<String> done(Said said) {
        JsonNode answer = said.body();
        if (answer == null || !said.well() || !answer.path("everywhere").asBoolean(false)) {
            return List.of();
        }
        return Stream.of("cleared", "caches")
                .flatMap(names -> answer.path(names).valueStream())
                .map(name -> name.asString())
                .toList();
    }

    private Mono<ObjectNode> gathered(
            List<String> services, String task, @Nullable Object body, Function<String, Mono<List<Said>>> elsewhere) {
        return Flux.fromIterable(services)
                .flatMapSequential(
                        service -> (service.equals(Row.GATEWAY)
                                        ? here(task, body).map(List::of)
                                        : elsewhere.apply(service))
                                .map(said -> Gathered.of(service, said)),
                        Integer.MAX_VALUE)
                .collectList()
                .map(all -> {
                    ObjectNode answer = NODES.objectNode();
                    ObjectNode names = answer.putObject("services");
                    all.forEach(one -> names.set(one.service(), one.deeds()));
                    return answer;
                });
    }

    /** What this house, which sees every call, or one instance of another service thinks of an operation. */
    Mono<Object> analyze(String service, String operation, double durationMs) {
        if (service.equals(Row.GATEWAY)) {
            return own.analyze(operation, durationMs).cast(Object.class);
        }
        return one(service, "analyze", new Asked(operation, durationMs)).cast(Object.class);
    }

    private record Asked(String operation, double durationMs) {}

    /** Signals the service's own refusal. */
    Mono<JsonNode> optimize(String service, String task) {
        return service.equals(Row.GATEWAY)
                ? Mono.error(new Problem(HttpStatus.CONFLICT, "NO_DATABASE", "The gateway has no database."))
                : one(service, "optimize", Map.of("task", task));
    }

    /** Each service's beginning, or why it does not begin. */
    Mono<ObjectNode> optimizeAll(String task) {
        return Flux.fromIterable(fleet.services())
                .flatMapSequential(service -> optimize(service, task)
                        .onErrorResume(
                                Problem.class,
                                refusal -> Mono.just(NODES.objectNode()
                                        .put("task", task)
                                        .put("state", "refused")
                                        .put("code", refusal.code())))
                        .map(begun -> Map.entry(service, begun)))
                .collectList()
                .map(all -> {
                    ObjectNode answer = NODES.objectNode().put("task", task);
                    ObjectNode names = answer.putObject("services");
                    all.forEach(one -> names.set(one.getKey(), one.getValue()));
                    return answer;
                });
    }

    private Mono<JsonNode> one(String service, String task, Object body) {
        return fleet.askOne(service, HttpMethod.POST, PATH + task, body, WITHIN)
                .switchIfEmpty(Mono.error(() -> Unanswered.unavailable(service)))
                .handle((said, sink) -> {
                    JsonNode answer = said.body();
                    if (answer != null && said.well()) {
                        sink.next(answer);
                    } else {
                        sink.error(refusal(service, said));
                    }
                });
    }

    private static Problem refusal(String service, Said said) {
        JsonNode body = said.body();
        String code = body == null ? "" : body.path("code").asString("");
        return body == null || code.isEmpty() || said.status() >= 500
                ? Unanswered.unavailable(service)
                : new Problem(
                        HttpStatusCode.valueOf(said.status()),
                        code,
                        body.path("detail").asString(code));
    }

    private Mono<Said> here(String task, @Nullable Object body) {
        Mono<? extends Object> deed = switch (task) {
            case "reset" -> Mono.fromSupplier(() -> Map.of("reset", own.reset()));
            case "cache/clear" -> own.clear(List.of()).map(removed -> Map.of("cleared", removed.caches()));
            case "cache/cleanup" -> own.cleanUp().map(removed -> Map.of("removed", removed));
            case "cache/invalidate" ->
                body instanceof Map<?, ?> wanted
                        ? own.invalidate(String.valueOf(wanted.get("pattern")), List.of())
                                .map(removed -> Map.of("caches", removed.caches()))
                        : Mono.empty();
            default -> Mono.error(new IllegalArgumentException(task));
        };
        return deed.map(done -> new Said(Row.GATEWAY, 200, json.<JsonNode>valueToTree(done)))
                .timeout(WITHIN)
                .onErrorReturn(new Said(Row.GATEWAY, 503, null));
    }
}
