package io.realtimeconnect.gateway.graphql;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AbortExecutionException;
import graphql.introspection.GoodFaithIntrospection.BadFaithIntrospectionError;
import graphql.schema.DataFetchingEnvironment;
import io.realtimeconnect.perf.web.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Problems as GraphQL errors: the code and status of REST stand in the extensions. What is no problem tells nothing of itself. */
final class Errors {

    private static final Logger log = LoggerFactory.getLogger(Errors.class);

    private static final String CODE = "code";

    private Errors() {}

    static GraphQLError of(Throwable error, DataFetchingEnvironment environment) {
        return said(error, GraphqlErrorBuilder.newError(environment), requestId(environment));
    }

    /** For an error that ends a subscription. */
    static GraphQLError of(Throwable error) {
        return said(error, GraphqlErrorBuilder.newError(), null);
    }

    static GraphQLError of(Problem problem, @Nullable String requestId) {
        return said(problem, GraphqlErrorBuilder.newError(), requestId);
    }

    /** Refuses a document before anything of it runs. */
    static AbortExecutionException refused(String code, String detail) {
        return new AbortExecutionException(List.of(GraphqlErrorBuilder.newError()
                .message("%s", detail)
                .errorType(kind(400))
                .extensions(Map.of(CODE, code, "status", 400))
                .build()));
    }

    /** The errors of GraphQL itself, with a code that says which step refused. */
    static GraphQLError coded(GraphQLError error) {
        Map<String, Object> known = error.getExtensions();
        if (known != null && known.containsKey(CODE)) {
            return error;
        }
        // graphql-java itself refuses whoever asks for the schema over and over in one document
        String code = error instanceof BadFaithIntrospectionError ? "GRAPHQL_REFUSED" : code(error.getErrorType());
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put(CODE, code);
        boolean ours = code.equals("INTERNAL_ERROR");
        if (ours) {
            log.error("graphql.failed path={} error={}", error.getPath(), error.getMessage());
        }
        extensions.put("status", ours ? 500 : 400);
        var builder = GraphqlErrorBuilder.newError()
                .message("%s", ours ? "Something went wrong here" : error.getMessage())
                .errorType(kind(ours ? 500 : 400))
                .extensions(extensions);
        if (error.getLocations() != null) {
            builder.locations(error.getLocations());
        }
        if (error.getPath() != null) {
            builder.path(error.getPath());
        }
        return builder.build();
    }

    private static String code(@Nullable ErrorClassification type) {
        if (type == ErrorType.InvalidSyntax) {
            return "GRAPHQL_PARSE_FAILED";
        }
        return type == ErrorType.ValidationError || type == ErrorType.OperationNotSupported
                ? "GRAPHQL_VALIDATION_FAILED"
                : "INTERNAL_ERROR";
    }

    private static GraphQLError said(Throwable error, GraphqlErrorBuilder<?> builder, @Nullable String requestId) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        int status = 500;
        if (error instanceof Problem problem) {
            status = problem.status().value();
            problem.properties().forEach((name, value) -> {
                if (value != null) {
                    extensions.put(name, value);
                }
            });
            extensions.put(CODE, problem.code());
            builder.message("%s", problem.detail());
        } else {
            log.error("graphql.failed requestId={}", requestId, error);
            extensions.put(CODE, "INTERNAL_ERROR");
            builder.message("Something went wrong here");
        }
        extensions.put("status", status);
        if (requestId != null) {
            extensions.put("requestId", requestId);
        }
        return builder.errorType(kind(status)).extensions(extensions).build();
    }

    private static ErrorClassification kind(int status) {
        return switch (status) {
            case 401 -> org.springframework.graphql.execution.ErrorType.UNAUTHORIZED;
            case 403 -> org.springframework.graphql.execution.ErrorType.FORBIDDEN;
            case 404 -> org.springframework.graphql.execution.ErrorType.NOT_FOUND;
            default ->
                status < 500
                        ? org.springframework.graphql.execution.ErrorType.BAD_REQUEST
                        : org.springframework.graphql.execution.ErrorType.INTERNAL_ERROR;
        };
    }

    private static @Nullable String requestId(DataFetchingEnvironment environment) {
        Call call = environment.getGraphQlContext().get(Call.KEY);
        return call == null ? null : call.requestId().value();
    }
}
