package io.realtimeconnect.gateway.graphql;

import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.ContextValue;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Subscriptions: the queue's events, and what communication-service pushes to the caller's sockets. */
@Controller
class EventGraph {

    private static final Set<String> ANSWERS = Set.of("resumed", "error", "message.ack");
    private static final Set<String> CHANGES = Set.of("message.new", "message.updated", "conversation.ended");
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private final ServiceCalls calls;
    private final JsonMapper json;
    private final GraphQlProperties properties;

    EventGraph(ServiceCalls calls, JsonMapper json, GraphQlProperties properties) {
        this.calls = calls;
        this.json = json;
        this.properties = properties;
    }

    @SubscriptionMapping
    Flux<Map<String, @Nullable Object>> queueEvents(@ContextValue Call call, DataFetchingEnvironment environment) {
        connected(call, environment);
        return calls.events(call, Ask.get("queuing-service", "/api/v1/queue/events"))
                .mapNotNull(this::queueEvent)
                .onBackpressureBuffer(properties.socket().buffer());
    }

    private @Nullable Map<String, @Nullable Object> queueEvent(ServerSentEvent<String> event) {
        String data = event.data();
        return event.event() == null || data == null
                ? null
                : Map.of("event", event.event(), "ticket", json.readValue(data, OBJECT));
    }

    @SubscriptionMapping
    Flux<Map<String, @Nullable Object>> events(@ContextValue Call call, DataFetchingEnvironment environment) {
        return connected(call, environment).frames(null).filter(frame -> !ANSWERS.contains(type(frame)));
    }

    @SubscriptionMapping
    Flux<Map<String, @Nullable Object>> messages(
            @ContextValue Call call,
            @Argument String conversationId,
            @Argument @Nullable Long afterRev,
            DataFetchingEnvironment environment) {
        EventSocket socket = connected(call, environment);
        Object resume = afterRev == null
                ? null
                : Map.of(
                        "type",
                        "resume",
                        "ref",
                        "graphql",
                        "conversations",
                        List.of(Map.of("id", conversationId, "afterRev", afterRev)));
        AtomicLong known = new AtomicLong(afterRev == null ? 0 : afterRev);
        Flux<Map<String, @Nullable Object>> changes = socket.frames(resume)
                .filter(frame -> CHANGES.contains(type(frame)) && conversationId.equals(conversationOf(frame)))
                .filter(frame -> isNews(frame, known));
        return calls.send(call, Ask.get(ConversationGraph.SERVICE, ConversationGraph.at(conversationId)))
                .thenMany(changes);
    }

    /** Changes come in order of {@code rev}; what another subscription resumed comes here as well. */
    private static boolean isNews(Map<String, @Nullable Object> frame, AtomicLong known) {
        Object rev = frame.get("rev");
        if (rev == null && frame.get("message") instanceof Map<?, ?> message) {
            rev = message.get("rev");
        }
        if (!(rev instanceof Number number)) {
            return true;
        }
        long before = known.getAndAccumulate(number.longValue(), Math::max);
        return number.longValue() > before;
    }

    /** A subscription's own calls have the time of an operation each, however long it has lasted. */
    private static EventSocket connected(Call call, DataFetchingEnvironment environment) {
        EventSocket socket = Objects.requireNonNull(call.events(), "subscriptions run on connections");
        environment.getGraphQlContext().put(Call.KEY, call.lasting());
        return socket;
    }

    private static String type(Map<String, @Nullable Object> frame) {
        return String.valueOf(frame.get("type"));
    }

    @SchemaMapping(typeName = "Event", field = "conversationId")
    @Nullable
    Object conversation(DataFetchingEnvironment environment) {
        return conversationOf(Objects.requireNonNull(environment.getSource()));
    }

    private static @Nullable Object conversationOf(Map<String, @Nullable Object> frame) {
        Object id = frame.get("conversationId");
        return id == null && frame.get("message") instanceof Map<?, ?> message ? message.get("conversationId") : id;
    }

    @SchemaMapping(typeName = "Event", field = "rev")
    @Nullable
    Object rev(DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> frame = Objects.requireNonNull(environment.getSource());
        Object rev = frame.get("rev");
        return rev == null && frame.get("message") instanceof Map<?, ?> message ? message.get("rev") : rev;
    }

    /** A match is pushed with its members beside the type. */
    @SchemaMapping(typeName = "Event", field = "match")
    @Nullable
    Object match(DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> frame = Objects.requireNonNull(environment.getSource());
        return "match".equals(frame.get("type")) ? frame.getOrDefault("match", frame) : null;
    }
}
