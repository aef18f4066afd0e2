package io.realtimeconnect.gateway.graphql;

import graphql.schema.DataFetchingEnvironment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.ContextValue;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Mono;

/** What user-service answers: the own account, profiles, sessions, blocks. */
@Controller
class UserGraph {

    private static final String SERVICE = "user-service";
    private static final String USERS = "/api/v1/users";
    private static final String BLOCKS = USERS + "/me/blocks";

    private final ServiceCalls calls;
    private final ProfileLoader profiles;

    UserGraph(ServiceCalls calls, ProfileLoader profiles) {
        this.calls = calls;
        this.profiles = profiles;
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> me(@ContextValue Call call) {
        return calls.send(call, Ask.get(SERVICE, "/api/v1/auth/me"));
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> user(@ContextValue Call call, @Argument String id) {
        return calls.send(call, Ask.get(SERVICE, USERS + "/" + Ask.id(id, "USER_NOT_FOUND")));
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> users(
            @ContextValue Call call, @Argument String q, @Argument @Nullable Integer limit) {
        return calls.send(call, Ask.get(SERVICE, USERS).with("q", q).with("limit", limit));
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> sessions(
            @ContextValue Call call, @Argument @Nullable Integer limit, @Argument @Nullable String cursor) {
        return calls.send(
                call, Ask.get(SERVICE, "/api/v1/sessions").with("limit", limit).with("cursor", cursor));
    }

    @QueryMapping
    Mono<Map<String, @Nullable Object>> blocks(
            @ContextValue Call call, @Argument @Nullable Integer limit, @Argument @Nullable String cursor) {
        return calls.send(call, Ask.get(SERVICE, BLOCKS).with("limit", limit).with("cursor", cursor));
    }

    @SchemaMapping(typeName = "Block", field = "profile")
    @Nullable
    CompletionStage<?> blocked(DataFetchingEnvironment environment) {
        return profile("userId", environment);
    }

    @SchemaMapping(typeName = "Person", field = "profile")
    @Nullable
    CompletionStage<?> person(DataFetchingEnvironment environment) {
        return profile("id", environment);
    }

    @SchemaMapping(typeName = "Message", field = "sender")
    @Nullable
    CompletionStage<?> sender(DataFetchingEnvironment environment) {
        return profile("senderId", environment);
    }

    private @Nullable CompletionStage<?> profile(String member, DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> source = environment.getSource();
        Object id = source == null ? null : source.get(member);
        return id == null ? null : profiles.load(id.toString(), environment);
    }

    @MutationMapping
    Mono<Boolean> logout(@ContextValue Call call) {
        return calls.done(call, Ask.post(SERVICE, "/api/v1/auth/logout", null));
    }

    @MutationMapping
    Mono<Boolean> endSession(@ContextValue Call call, @Argument String id) {
        if (!id.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")) {
            return Mono.error(Ask.missing("SESSION_NOT_FOUND"));
        }
        return calls.done(call, Ask.delete(SERVICE, "/api/v1/sessions/" + id));
    }

    @MutationMapping
    Mono<Map<String, @Nullable Object>> updateProfile(
            @ContextValue Call call, @Argument @Nullable Long version, DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> input = environment.getArgumentOrDefault("input", new HashMap<>());
        return calls.send(call, Ask.patch(SERVICE, USERS + "/me", input).ifMatch(version));
    }

    @MutationMapping
    Mono<Boolean> block(@ContextValue Call call, @Argument String userId) {
        return calls.done(call, Ask.put(SERVICE, BLOCKS + "/" + Ask.id(userId, "USER_NOT_FOUND")));
    }

    @MutationMapping
    Mono<Boolean> unblock(@ContextValue Call call, @Argument String userId) {
        return calls.done(call, Ask.delete(SERVICE, BLOCKS + "/" + Ask.id(userId, "USER_NOT_FOUND")));
    }
}
