package io.realtimeconnect.gateway.graphql;

import graphql.execution.instrumentation.DocumentAndVariables;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import org.jspecify.annotations.Nullable;

/** Measures each document after parsing and before validation, which takes its time with hostile ones. */
final class DocumentLimits extends SimplePerformantInstrumentation {

    private final GraphQlProperties properties;

    DocumentLimits(GraphQlProperties properties) {
        this.properties = properties;
    }

    @Override
    public DocumentAndVariables instrumentDocumentAndVariables(
            DocumentAndVariables parsed,
            InstrumentationExecutionParameters parameters,
            @Nullable InstrumentationState state) {
        var measure = new DocumentMeasure(parameters.getSchema(), parsed.getDocument(), parsed.getVariables());
        if (measure.aliases() > properties.aliases()) {
            throw Errors.refused("TOO_MANY_ALIASES", "A document may have %d aliases".formatted(properties.aliases()));
        }
        if (measure.directives() > properties.directives()) {
            throw Errors.refused(
                    "TOO_MANY_DIRECTIVES", "A document may have %d directives".formatted(properties.directives()));
        }
        DocumentMeasure.Size size = measure.size();
        if (size.depth() > properties.depth() || size.introspectionDepth() > properties.introspectionDepth()) {
            throw Errors.refused("QUERY_TOO_DEEP", "Fields may be nested %d levels deep".formatted(properties.depth()));
        }
        if (size.cost() > properties.cost()) {
            throw Errors.refused(
                    "QUERY_TOO_COMPLEX",
                    "This costs %d, an operation may cost %d: ask for fewer fields or smaller pages"
                            .formatted(size.cost(), properties.cost()));
        }
        return parsed;
    }
}
