package io.realtimeconnect.gateway.graphql;

import graphql.schema.DataFetchingEnvironment;
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

/** What communication-service answers, and history-service's pages within: conversations and their messages. */
@Controller
class ConversationGraph {

    static final String SERVICE = "communication-service";

    private static final String CONVERSATIONS = "/api/v1/conversations";

    private final ServiceCalls calls;

    ConversationGraph(ServiceCalls calls) {
        this.calls = calls;
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> conversations(
            @ContextValue Call call, @Argument @Nullable Integer limit, @Argument @Nullable String cursor) {
        return calls.send(
                call, Ask.get(SERVICE, CONVERSATIONS).with("limit", limit).with("cursor", cursor));
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> conversation(@ContextValue Call call, @Argument String id) {
        return calls.send(call, Ask.get(SERVICE, at(id)));
    }

    @SchemaMapping(typeName = "Match", field = "conversation")
    Mono<Map<String, @Nullable Object>> ofMatch(@ContextValue Call call, DataFetchingEnvironment environment) {
        return calls.send(call, Ask.get(SERVICE, at(member("conversationId", environment))));
    }

    @SchemaMapping(typeName = "Conversation", field = "messages")
    Mono<Map<String, @Nullable Object>> messages(@ContextValue Call call, DataFetchingEnvironment environment) {
        Ask ask = Ask.get("history-service", at(member("id", environment)) + "/messages");
        for (String name : new String[] {"before", "after", "around", "limit", "cursor"}) {
            ask = ask.with(name, environment.getArgument(name));
        }
        return calls.send(call, ask);
    }

    private static String member(String name, DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> source = Objects.requireNonNull(environment.getSource());
        return String.valueOf(source.get(name));
    }

    @MutationMapping
    Mono<Map<String, @Nullable Object>> sendMessage(
            @ContextValue Call call,
            @Argument String conversationId,
            @Argument String clientMessageId,
            @Argument String body) {
        return calls.send(
                call,
                Ask.post(
                        SERVICE,
                        at(conversationId) + "/messages",
                        Map.of("clientMessageId", clientMessageId, "body", body)));
    }

    @MutationMapping
    Mono<Map<String, @Nullable Object>> editMessage(
            @ContextValue Call call,
            @Argument String conversationId,
            @Argument String messageId,
            @Argument String body) {
        return calls.send(call, Ask.patch(SERVICE, message(conversationId, messageId), Map.of("body", body)));
    }

    @MutationMapping
    Mono<Boolean> deleteMessage(@ContextValue Call call, @Argument String conversationId, @Argument String messageId) {
        return calls.done(call, Ask.delete(SERVICE, message(conversationId, messageId)));
    }

    @MutationMapping
    Mono<Boolean> markRead(@ContextValue Call call, @Argument String conversationId, @Argument long seq) {
        return calls.done(call, Ask.post(SERVICE, at(conversationId) + "/read", Map.of("seq", seq)));
    }

    @MutationMapping
    Mono<Boolean> endConversation(@ContextValue Call call, @Argument String conversationId) {
        return calls.done(call, Ask.post(SERVICE, at(conversationId) + "/end", null));
    }

    static String at(String conversationId) {
        return CONVERSATIONS + "/" + Ask.id(conversationId, "CONVERSATION_NOT_FOUND");
    }

    private static String message(String conversationId, String messageId) {
        return at(conversationId) + "/messages/" + Ask.id(messageId, "MESSAGE_NOT_FOUND");
    }
}
