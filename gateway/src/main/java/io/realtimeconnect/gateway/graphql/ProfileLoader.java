package io.realtimeconnect.gateway.graphql;

import graphql.GraphQLContext;
import graphql.language.OperationDefinition.Operation;
import graphql.schema.DataFetchingEnvironment;
import io.realtimeconnect.perf.web.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.dataloader.DataLoader;
import org.dataloader.Try;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Profiles beside ids, one call for each user in an operation, a few at a time. */
@Component
final class ProfileLoader {

    private static final String NAME = "profiles";

    private final ServiceCalls calls;
    private final int concurrency;

    ProfileLoader(ServiceCalls calls, BatchLoaderRegistry registry, GraphQlProperties properties) {
        this.calls = calls;
        this.concurrency = properties.concurrency();
        registry.<String, Object>forName(NAME)
                .registerMappedBatchLoader((ids, environment) ->
                        load(ids, Objects.requireNonNull(environment.<GraphQLContext>getContext())));
    }

    /** Null where the account is gone. */
    CompletionStage<?> load(String userId, DataFetchingEnvironment environment) {
        Call call = Objects.requireNonNull(environment.getGraphQlContext().get(Call.KEY));
        if (environment.getOperationDefinition().getOperation() == Operation.SUBSCRIPTION) {
            // a batch would remember for as long as the subscription lasts
            return one(call, userId).toFuture();
        }
        DataLoader<String, Object> loader = Objects.requireNonNull(environment.getDataLoader(NAME));
        return loader.load(userId);
    }

    private Mono<Map<String, Object>> load(Set<String> ids, GraphQLContext context) {
        Call call = Objects.requireNonNull(context.get(Call.KEY));
        return Flux.fromIterable(ids)
                .flatMap(
                        id -> one(call, id)
                                .map(profile -> Map.<String, Object>entry(id, Try.succeeded(profile)))
                                .onErrorResume(error -> Mono.just(Map.entry(id, Try.failed(error)))),
                        concurrency)
                .collect(HashMap::new, (map, entry) -> map.put(entry.getKey(), entry.getValue()));
    }

    private Mono<Map<String, @Nullable Object>> one(Call call, String id) {
        return calls.send(call, Ask.get("user-service", "/api/v1/users/" + Ask.id(id, "USER_NOT_FOUND")))
                .onErrorResume(
                        error -> error instanceof Problem problem && problem.status() == HttpStatus.NOT_FOUND,
                        error -> Mono.empty());
    }
}
