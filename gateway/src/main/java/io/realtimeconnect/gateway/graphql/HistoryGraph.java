package io.realtimeconnect.gateway.graphql;

import graphql.schema.DataFetchingEnvironment;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.ContextValue;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/** What history-service and moderation-service know of the caller: what was said, with whom, what was reported. */
@Controller
class HistoryGraph {

    private static final String HISTORY = "history-service";
    private static final String MODERATION = "moderation-service";

    private final ServiceCalls calls;

    HistoryGraph(ServiceCalls calls) {
        this.calls = calls;
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> searchMessages(
            @ContextValue Call call,
            @Argument String q,
            @Argument @Nullable Integer limit,
            @Argument @Nullable String cursor) {
        return calls.send(
                call,
                Ask.get(HISTORY, "/api/v1/history/messages/search")
                        .with("q", q)
                        .with("limit", limit)
                        .with("cursor", cursor));
    }

    /** A found message stands in a member, or is what was found with its highlight beside. */
    @SchemaMapping(typeName = "FoundMessage", field = "message")
    @Nullable
    Object found(DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> source = Objects.requireNonNull(environment.getSource());
        return source.getOrDefault("message", source);
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> interactions(
            @ContextValue Call call, @Argument @Nullable Integer limit, @Argument @Nullable String cursor) {
        return calls.send(
                call,
                Ask.get(HISTORY, "/api/v1/history/interactions")
                        .with("limit", limit)
                        .with("cursor", cursor));
    }

    @SchemaMapping(typeName = "Interaction", field = "calls")
    @Nullable
    Object callsHeld(DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> source = Objects.requireNonNull(environment.getSource());
        Object held = source.get("calls");
        return held instanceof Collection<?> each ? (Object) each.size() : held;
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> reports(
            @ContextValue Call call, @Argument @Nullable Integer limit, @Argument @Nullable String cursor) {
        return calls.send(
                call,
                Ask.get(MODERATION, "/api/v1/reports").with("limit", limit).with("cursor", cursor));
    }

    @MutationMapping
    Mono<Map<String, @Nullable Object>> report(@ContextValue Call call, DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> input = environment.getArgumentOrDefault("input", new HashMap<>());
        return calls.send(call, Ask.post(MODERATION, "/api/v1/reports", input));
    }
}
