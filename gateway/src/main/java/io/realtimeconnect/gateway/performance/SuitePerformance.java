package io.realtimeconnect.gateway.performance;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.gateway.upstream.Fleet;
import io.realtimeconnect.gateway.upstream.Fleet.Said;
import io.realtimeconnect.perf.performance.PerformanceReport;
import io.realtimeconnect.perf.performance.PerformanceReports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Figures of all services, this house among them: it asks itself without a call. */
@Component
final class SuitePerformance {

    static final Set<String> PARTS = Set.of("queries", "cache", "database", "sessions", "requests", "recommendations");

    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Duration SAMPLED_WITHIN = Duration.ofMillis(900);
    private static final String PATH = "/internal/performance";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Fleet fleet;
    private final PerformanceReports own;
    private final JsonMapper json;

    SuitePerformance(Fleet fleet, PerformanceReports own, JsonMapper json) {
        this.fleet = fleet;
        this.own = own;
        this.json = json;
    }

    boolean knows(String service) {
        return service.equals(Row.GATEWAY) || fleet.services().contains(service);
    }

    /** {@code {services: {name: …}}} with every part. */
    Mono<ObjectNode> all() {
        return services(service -> gathered(service, PATH, own.all(), WITHIN));
    }

    Mono<ObjectNode> part(String part) {
        return services(service -> gathered(service, PATH + "/" + part, own.part(part), WITHIN));
    }

    /** What is quickly had. */
    Mono<ObjectNode> sample() {
        return services(service -> gathered(service, PATH + "/sample", own.sample(), SAMPLED_WITHIN));
    }

    Mono<ObjectNode> service(String service) {
        return gathered(service, PATH, own.all(), WITHIN).map(found -> named(service, found));
    }

    Mono<ObjectNode> service(String service, String part) {
        return gathered(service, PATH + "/" + part, own.part(part), WITHIN).map(found -> named(service, found));
    }

    /** Slow statements of the services, the latest first. */
    Mono<ObjectNode> slowQueries(List<String> services, int limit) {
        return Flux.fromIterable(services)
                .filter(service -> !service.equals(Row.GATEWAY))
                .flatMapSequential(service -> fleet.ask(
                                service, HttpMethod.GET, PATH + "/slow-queries?limit=" + limit, null, WITHIN)
                        .map(said -> Map.entry(service, said)))
                .collectList()
                .map(found -> slow(found, limit));
    }

    List<String> names() {
        return Stream.concat(Stream.of(Row.GATEWAY), fleet.services().stream()).toList();
    }

    private Mono<ObjectNode> services(Function<String, Mono<Gathered>> asking) {
        return Flux.fromIterable(names())
                .flatMapSequential(asking, Integer.MAX_VALUE)
                .collectList()
                .map(all -> {
                    ObjectNode answer = NODES.objectNode();
                    ObjectNode services = answer.putObject("services");
                    all.forEach(one -> services.set(one.service(), one.view()));
                    return answer;
                });
    }

    private Mono<Gathered> gathered(String service, String path, Mono<PerformanceReport> ours, Duration within) {
        if (!service.equals(Row.GATEWAY)) {
            return fleet.ask(service, HttpMethod.GET, path, null, within).map(said -> Gathered.of(service, said));
        }
        return ours.map(report -> new Said(Row.GATEWAY, 200, json.<JsonNode>valueToTree(report)))
                .timeout(within)
                .onErrorReturn(new Said(Row.GATEWAY, 503, null))
                .map(said -> Gathered.of(Row.GATEWAY, List.of(said)));
    }

    private static ObjectNode named(String service, Gathered found) {
        ObjectNode answer = NODES.objectNode().put("service", service);
        answer.setAll(found.view());
        return answer;
    }

    private static ObjectNode slow(List<Map.Entry<String, List<Said>>> found, int limit) {
        ObjectNode answer = NODES.objectNode();
        ArrayNode items = answer.putArray("items");
        answer.putNull("nextCursor");
        ArrayNode unanswered = answer.putArray("unanswered");
        List<ObjectNode> all = new ArrayList<>();
        for (Map.Entry<String, List<Said>> service : found) {
            for (Said said : service.getValue()) {
                if (said.well()) {
                    items(service.getKey(), said).forEach(all::add);
                } else {
                    unanswered.add(said.instance());
                }
            }
        }
        all.stream()
                .sorted(Comparator.comparing(
                                (ObjectNode item) -> item.path("at").asString(""))
                        .reversed())
                .limit(limit)
                .forEach(items::add);
        return answer;
    }

    private static Stream<ObjectNode> items(String service, Said said) {
        JsonNode body = said.body();
        return body == null
                ? Stream.empty()
                : body.path("items").valueStream().map(item -> {
                    ObjectNode named =
                            NODES.objectNode().put("service", service).put("instance", said.instance());
                    named.setAll((ObjectNode) item);
                    return named;
                });
    }
}
