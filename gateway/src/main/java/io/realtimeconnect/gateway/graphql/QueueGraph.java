package io.realtimeconnect.gateway.graphql;

import graphql.schema.DataFetchingEnvironment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.ContextValue;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/** What queuing-service answers: the own ticket, the own matches. */
@Controller
class QueueGraph {

    private static final String SERVICE = "queuing-service";
    private static final String QUEUE = "/api/v1/queue";
    private static final String MATCHES = "/api/v1/matches";

    private final ServiceCalls calls;

    QueueGraph(ServiceCalls calls) {
        this.calls = calls;
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> queue(@ContextValue Call call) {
        return calls.send(call, Ask.get(SERVICE, QUEUE));
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> matches(
            @ContextValue Call call, @Argument @Nullable Integer limit, @Argument @Nullable String cursor) {
        return calls.send(call, Ask.get(SERVICE, MATCHES).with("limit", limit).with("cursor", cursor));
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> match(@ContextValue Call call, @Argument String id) {
        return calls.send(call, Ask.get(SERVICE, MATCHES + "/" + Ask.id(id, "MATCH_NOT_FOUND")));
    }

    @MutationMapping
    Mono<Map<String, @Nullable Object>> joinQueue(@ContextValue Call call, DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> input = environment.getArgumentOrDefault("input", new HashMap<>());
        return calls.send(call, Ask.post(SERVICE, QUEUE, input));
    }

    @MutationMapping
    Mono<Boolean> leaveQueue(@ContextValue Call call) {
        return calls.done(call, Ask.delete(SERVICE, QUEUE));
    }
}
