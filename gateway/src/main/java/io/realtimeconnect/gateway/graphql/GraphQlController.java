package io.realtimeconnect.gateway.graphql;

import io.realtimeconnect.perf.access.Access;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultGraphQlRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** GraphQL over HTTP, by POST and JSON only, and over WebSocket. */
@RestController
@Access(Access.Level.SESSION)
class GraphQlController {

    private final WebGraphQlHandler graph;
    private final Connections connections;
    private final Callers callers;

    GraphQlController(WebGraphQlHandler graph, Connections connections, Callers callers) {
        this.graph = graph;
        this.connections = connections;
        this.callers = callers;
    }

    /** What GraphQL over HTTP calls a request. */
    record Operation(
            @NotBlank String query,
            @Nullable String operationName,
            @Nullable Map<String, @Nullable Object> variables,
            @Nullable Map<String, @Nullable Object> extensions) {}

    @PostMapping("/graphql")
    Mono<ResponseEntity<Map<String, Object>>> run(ServerWebExchange exchange, @Valid @RequestBody Operation operation) {
        ServerHttpRequest request = exchange.getRequest();
        var body = new DefaultGraphQlRequest(
                operation.query(), operation.operationName(), operation.variables(), operation.extensions());
        Map<String, Object> attributes = new HashMap<>();
        attributes.put(Call.KEY, callers.call(exchange, null));
        return graph.handleRequest(new WebGraphQlRequest(
                        request.getURI(),
                        request.getHeaders(),
                        request.getCookies(),
                        request.getRemoteAddress(),
                        attributes,
                        body,
                        request.getId(),
                        null))
                .map(response -> answer(request, response));
    }

    /** With the media type of its own, a request of which nothing ran is a 400; clients of plain JSON expect 200 and read the errors. */
    private static ResponseEntity<Map<String, Object>> answer(ServerHttpRequest request, WebGraphQlResponse response) {
        boolean own = request.getHeaders().getAccept().stream()
                .anyMatch(type -> type.isConcrete() && type.isCompatibleWith(MediaType.APPLICATION_GRAPHQL_RESPONSE));
        Map<String, Object> map = response.toMap();
        boolean nothingRan = response.getData() == null && !map.containsKey("data");
        return ResponseEntity.status(own && nothingRan ? HttpStatus.BAD_REQUEST : HttpStatus.OK)
                .contentType(own ? MediaType.APPLICATION_GRAPHQL_RESPONSE : MediaType.APPLICATION_JSON)
                .body(map);
    }

    @GetMapping("/graphql")
    Mono<Void> connect(ServerWebExchange exchange) {
        return connections.take(exchange);
    }
}
