package io.realtimeconnect.gateway.graphql;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.execution.SubscriptionExecutionStrategy;
import graphql.introspection.Introspection;
import graphql.parser.ParserOptions;
import io.realtimeconnect.perf.web.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Publisher;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.WebSocketGraphQlInterceptor;
import org.springframework.graphql.server.WebSocketGraphQlRequest;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stands around every operation: in whose name it runs, how large it may be, how long it may take, and that its errors have codes. */
final class OperationInterceptor implements WebSocketGraphQlInterceptor {

    private final GraphQlProperties properties;
    private final ParserOptions parser;
    private final Admission admission;

    OperationInterceptor(GraphQlProperties properties, Admission admission) {
        this.properties = properties;
        this.admission = admission;
        this.parser = ParserOptions.newParserOptions()
                .captureIgnoredChars(false)
                .captureLineComments(false)
                .maxCharacters(properties.characters())
                .maxTokens(properties.tokens())
                .maxWhitespaceTokens(properties.characters())
                .maxRuleDepth(200)
                .build();
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        Call base = (Call) Objects.requireNonNull(request.getAttributes().get(Call.KEY), "set by who took the request");
        Mono<WebGraphQlResponse> answer = Mono.defer(() -> run(base.starting(), request, chain));
        Mono<WebGraphQlResponse> guarded = request instanceof WebSocketGraphQlRequest
                ? admission.admit(request, base, answer)
                : answer.map(OperationInterceptor::notLasting);
        return guarded.onErrorResume(error -> Mono.just(failed(request, base, error)));
    }

    private Mono<WebGraphQlResponse> run(Call call, WebGraphQlRequest request, Chain chain) {
        if (request.getDocument().length() > properties.characters()) {
            return Mono.error(new Problem(
                    HttpStatus.BAD_REQUEST,
                    "DOCUMENT_TOO_LARGE",
                    "A document may have %d characters".formatted(properties.characters())));
        }
        request.configureExecutionInput(
                (input, builder) -> builder.graphQLContext(context(call)).build());
        return chain.next(request)
                .timeout(call.remaining(), Mono.error(TimeoutException::new))
                .onErrorMap(TimeoutException.class, error -> late())
                .map(OperationInterceptor::coded);
    }

    private Map<Object, Object> context(Call call) {
        return Map.of(
                Call.KEY,
                call,
                ParserOptions.class,
                parser,
                Introspection.INTROSPECTION_DISABLED,
                !properties.introspection(),
                // an event whose people are looked up longer holds those behind it up, instead of being overtaken
                SubscriptionExecutionStrategy.KEEP_SUBSCRIPTION_EVENTS_ORDERED,
                true);
    }

    private static Problem late() {
        return new Problem(HttpStatus.GATEWAY_TIMEOUT, "UPSTREAM_TIMEOUT", "The operation did not end in time");
    }

    private static WebGraphQlResponse notLasting(WebGraphQlResponse response) {
        if (response.getData() instanceof Publisher) {
            throw new Problem(
                    HttpStatus.BAD_REQUEST,
                    "WEBSOCKET_REQUIRED",
                    "Subscriptions need a WebSocket connection, subprotocol graphql-transport-ws");
        }
        return response;
    }

    private static WebGraphQlResponse coded(WebGraphQlResponse response) {
        if (response.getData() instanceof Publisher<?> events) {
            Flux<ExecutionResult> coded =
                    Flux.from(events).cast(ExecutionResult.class).map(OperationInterceptor::coded);
            return response.transform(builder -> builder.data(coded));
        }
        if (response.getErrors().isEmpty()) {
            return response;
        }
        List<GraphQLError> errors = response.getExecutionResult().getErrors().stream()
                .map(Errors::coded)
                .toList();
        return response.transform(builder -> builder.errors(errors));
    }

    private static ExecutionResult coded(ExecutionResult event) {
        return event.getErrors().isEmpty()
                ? event
                : event.transform(builder -> builder.errors(
                        event.getErrors().stream().map(Errors::coded).toList()));
    }

    private static WebGraphQlResponse failed(WebGraphQlRequest request, Call call, Throwable error) {
        String id = call.requestId().value();
        GraphQLError said = error instanceof Problem problem ? Errors.of(problem, id) : Errors.of(error);
        ExecutionInput input = request.toExecutionInput();
        ExecutionResult result =
                ExecutionResult.newExecutionResult().addError(said).build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(input, result));
    }
}
