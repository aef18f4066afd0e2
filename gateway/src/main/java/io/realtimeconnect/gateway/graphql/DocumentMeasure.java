package io.realtimeconnect.gateway.graphql;

import graphql.language.Argument;
import graphql.language.Definition;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much a document asks for. Each fragment is measured once, however often it is spread, so that measuring takes time linear in the
 * document where executing it, or validating it, would take exponential time. What validation will refuse counts as a leaf.
 */
final class DocumentMeasure {

    /** More than this is not told apart, so that nothing overflows. */
    private static final long ENDLESS = 1_000_000_000;

    private static final int DEFAULT_PAGE = 20;
    private static final int LARGEST_PAGE = 50;

    private final GraphQLSchema schema;
    private final Document document;
    private final Map<String, @Nullable Object> variables;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Size> measured = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private int aliases;
    private int directives;

    DocumentMeasure(GraphQLSchema schema, Document document, Map<String, @Nullable Object> variables) {
        this.schema = schema;
        this.document = document;
        this.variables = variables;
        for (Definition<?> definition : document.getDefinitions()) {
            if (definition instanceof FragmentDefinition fragment) {
                fragments.put(fragment.getName(), fragment);
                count(fragment);
                count(fragment.getSelectionSet());
            } else if (definition instanceof OperationDefinition operation) {
                count(operation);
                count(operation.getSelectionSet());
            }
        }
    }

    /**
     * @param cost each field once, times the pages around it
     * @param introspectionDepth below introspection fields
     */
    record Size(long cost, int depth, int introspectionDepth) {

        private static final Size NOTHING = new Size(0, 0, 0);

        private Size beside(Size other) {
            return new Size(
                    Math.min(ENDLESS, cost + other.cost),
                    Math.max(depth, other.depth),
                    Math.max(introspectionDepth, other.introspectionDepth));
        }

        private Size below(long page) {
            return new Size(Math.min(ENDLESS, 1 + page * cost), depth + 1, introspectionDepth);
        }

        private Size belowIntrospection() {
            return new Size(Math.min(ENDLESS, 1 + cost), 1, Math.max(depth, introspectionDepth));
        }
    }

    int aliases() {
        return aliases;
    }

    int directives() {
        return directives;
    }

    /** The largest operation of the document; fails for fragments that contain themselves. */
    Size size() {
        Size largest = Size.NOTHING;
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            Size size = size(operation.getSelectionSet(), root(operation));
            largest = new Size(
                    Math.max(largest.cost, size.cost),
                    Math.max(largest.depth, size.depth),
                    Math.max(largest.introspectionDepth, size.introspectionDepth));
        }
        return largest;
    }

    private @Nullable GraphQLType root(OperationDefinition operation) {
        return switch (operation.getOperation()) {
            case QUERY -> schema.getQueryType();
            case MUTATION -> schema.getMutationType();
            case SUBSCRIPTION -> schema.getSubscriptionType();
        };
    }

    private Size size(@Nullable SelectionSet selections, @Nullable GraphQLType parent) {
        Size sum = Size.NOTHING;
        if (selections != null) {
            for (Selection<?> selection : selections.getSelections()) {
                sum = sum.beside(size(selection, parent));
            }
        }
        return sum;
    }

    private Size size(Selection<?> selection, @Nullable GraphQLType parent) {
        if (selection instanceof Field field) {
            return size(field, parent);
        }
        if (selection instanceof InlineFragment inline) {
            GraphQLType type = inline.getTypeCondition() == null
                    ? parent
                    : schema.getType(inline.getTypeCondition().getName());
            return size(inline.getSelectionSet(), type);
        }
        return size(((FragmentSpread) selection).getName());
    }

    private Size size(String name) {
        FragmentDefinition fragment = fragments.get(name);
        if (fragment == null) {
            return Size.NOTHING;
        }
        Size known = measured.get(name);
        if (known != null) {
            return known;
        }
        if (!underWay.add(name)) {
            throw Errors.refused("GRAPHQL_VALIDATION_FAILED", "A fragment contains itself");
        }
        Size size = size(
                fragment.getSelectionSet(),
                schema.getType(fragment.getTypeCondition().getName()));
        underWay.remove(name);
        measured.put(name, size);
        return size;
    }

    private Size size(Field field, @Nullable GraphQLType parent) {
        if (field.getName().startsWith("__")) {
            return size(field.getSelectionSet(), null).belowIntrospection();
        }
        GraphQLFieldDefinition definition = parent instanceof GraphQLFieldsContainer container
                ? container.getFieldDefinition(field.getName())
                : null;
        GraphQLType type = definition == null ? null : GraphQLTypeUtil.unwrapAll(definition.getType());
        return size(field.getSelectionSet(), type).below(definition == null ? 1 : page(field, definition));
    }

    /** How many items a page may have: services have a default, and clamp. */
    private long page(Field field, GraphQLFieldDefinition definition) {
        if (definition.getArgument("limit") == null) {
            return 1;
        }
        for (Argument argument : field.getArguments()) {
            if (argument.getName().equals("limit")) {
                return clamped(argument.getValue());
            }
        }
        return field.getName().equals("messages") ? LARGEST_PAGE : DEFAULT_PAGE;
    }

    private long clamped(Value<?> value) {
        long asked = LARGEST_PAGE;
        if (value instanceof IntValue number) {
            asked = number.getValue().bitLength() < Integer.SIZE
                    ? number.getValue().longValue()
                    : LARGEST_PAGE;
        } else if (value instanceof VariableReference reference
                && variables.get(reference.getName()) instanceof Number number) {
            asked = number.longValue();
        }
        return Math.max(1, Math.min(LARGEST_PAGE, asked));
    }

    private void count(DirectivesContainer<?> container) {
        directives += container.getDirectives().size();
    }

    private void count(@Nullable SelectionSet selections) {
        if (selections == null) {
            return;
        }
        for (Selection<?> selection : selections.getSelections()) {
            if (selection instanceof Field field) {
                aliases += field.getAlias() == null ? 0 : 1;
                count((DirectivesContainer<?>) field);
                count(field.getSelectionSet());
            } else if (selection instanceof InlineFragment inline) {
                count((DirectivesContainer<?>) inline);
                count(inline.getSelectionSet());
            } else {
                count((DirectivesContainer<?>) selection);
            }
        }
    }
}
