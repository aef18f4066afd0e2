package io.realtimeconnect.gateway.openapi;

import io.realtimeconnect.gateway.route.RouteTable;
import io.realtimeconnect.gateway.upstream.InnerCalls;
import io.realtimeconnect.gateway.upstream.Instance;
import io.realtimeconnect.gateway.upstream.Upstreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document of the whole suite, kept for a while. A service that does not answer is left out and named under {@code x-unavailable};
 * the document is then kept for a shorter while.
 */
@Component
final class SuiteDocument {

    private static final Duration PART_KEPT = Duration.ofSeconds(2);
    private static final Duration WITHIN = Duration.ofSeconds(20); // a service composes its part when it is first asked
    private static final List<String> PATHS = List.of("/v3/api-docs", "/openapi.json");
    private static final String MISSING = "x-unavailable";

    private final Upstreams upstreams;
    private final InnerCalls calls;
    private final RouteTable table;
    private final JsonMapper json;
    private final String frame;
    private final Mono<Published> current;

    SuiteDocument(
            Upstreams upstreams,
            InnerCalls calls,
            RouteTable table,
            JsonMapper json,
            @Value("classpath:openapi-gateway.json") Resource frame,
            @Value("${rtc.gateway.openapi-kept:1m}") Duration kept) {
        this.upstreams = upstreams;
        this.calls = calls;
        this.table = table;
        this.json = json;
        try {
            this.frame = frame.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.current = Mono.defer(this::compose)
                .cache(published -> published.whole() ? kept : PART_KEPT, error -> Duration.ZERO, () -> Duration.ZERO);
    }

    Mono<Published> current() {
        return current;
    }

    private Mono<Published> compose() {
        return Flux.fromIterable(upstreams.names())
                .flatMapSequential(this::document)
                .collectList()
                .map(this::merge);
    }

    private Mono<Map.Entry<String, JsonNode>> document(String service) {
        return Flux.fromIterable(upstreams.of(service))
                .concatMap(instance -> Flux.fromIterable(PATHS).concatMap(path -> ask(instance, path)))
                .next()
                .timeout(WITHIN, Mono.empty())
                .defaultIfEmpty(json.nullNode())
                .map(found -> Map.entry(service, found));
    }

    private Mono<JsonNode> ask(Instance instance, String path) {
        return calls.get(instance, path, WITHIN)
                .filter(answer -> answer.status().is2xxSuccessful())
                .map(InnerCalls.Answer::body)
                .onErrorResume(error -> Mono.empty());
    }

    private Published merge(List<Map.Entry<String, JsonNode>> documents) {
        ObjectNode suite = (ObjectNode) json.readTree(frame);
        Merger merger = new Merger(suite, table.rows());
        ArrayNode missing = suite.putArray(MISSING);
        documents.forEach(document -> {
            if (document.getValue().isNull()) {
                missing.add(document.getKey());
            } else {
                merger.add(document.getKey(), document.getValue());
            }
        });
        boolean whole = missing.isEmpty();
        if (whole) {
            suite.remove(MISSING);
        }
        byte[] bytes = json.writeValueAsBytes(suite);
        return new Published(bytes, DigestUtils.md5DigestAsHex(bytes), whole);
    }

    /** @param etag of the bytes */
    record Published(byte[] bytes, String etag, boolean whole) {}
}
