package io.realtimeconnect.gateway.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * The rows as a tree over path segments. A look-up walks literals before variables, so that the more specific template wins; segments
 * are compared as they were sent, never decoded.
 */
public final class RouteTable {

    private final List<Row> rows;
    private final Node root = new Node();

    RouteTable(List<Row> rows) {
        this.rows = List.copyOf(rows);
        rows.forEach(this::add);
    }

    /** All rows, in the order of the file. */
    public List<Row> rows() {
        return rows;
    }

    private void add(Row row) {
        Node node = root;
        for (String segment : segments(row.path())) {
            node = segment.startsWith("{")
                    ? node.variables.computeIfAbsent(segment.substring(1, segment.length() - 1), name -> new Node())
                    : node.literals.computeIfAbsent(segment, name -> new Node());
        }
        if (node.rows.put(row.method(), row) != null) {
            throw new IllegalStateException("routes.table lists %s %s twice".formatted(row.method(), row.path()));
        }
    }

    /** @param path as sent, without the query */
    Finding find(HttpMethod method, String path) {
        Search search = new Search(segments(path));
        search.walk(root, 0, null);
        for (Node node : search.found) {
            Row row = node.rows.get(method == HttpMethod.HEAD ? HttpMethod.GET : method);
            if (row != null) {
                return new Finding.Found(row);
            }
        }
        if (search.found.isEmpty()) {
            Row nearly = search.malformed == null ? null : search.malformed.rows.get(method);
            return new Finding.Nothing(
                    nearly == null || search.missed == null ? "NOT_FOUND" : search.missed.notFound());
        }
        return new Finding.OtherMethods(allow(search.found));
    }

    private static List<HttpMethod> allow(List<Node> nodes) {
        TreeSet<HttpMethod> methods = new TreeSet<>(Comparator.comparing(HttpMethod::name));
        nodes.forEach(node -> methods.addAll(node.rows.keySet()));
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        methods.add(HttpMethod.OPTIONS);
        return List.copyOf(methods);
    }

    private static List<String> segments(String path) {
        return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Node> variables = new LinkedHashMap<>();
        private final Map<HttpMethod, Row> rows = new HashMap<>();
    }

    private static final class Search {
        private final List<String> segments;
        private final List<Node> found = new ArrayList<>();
        private @Nullable Node malformed;
        private @Nullable IdKind missed;

        private Search(List<String> segments) {
            this.segments = segments;
        }

        private void walk(Node node, int depth, @Nullable IdKind wrong) {
            if (depth == segments.size()) {
                if (wrong == null && !node.rows.isEmpty()) {
                    found.add(node);
                } else if (wrong != null && malformed == null) {
                    malformed = node;
                    missed = wrong;
                }
                return;
            }
            String segment = segments.get(depth);
            Node literal = node.literals.get(segment);
            if (literal != null) {
                walk(literal, depth + 1, wrong);
            }
            node.variables.forEach((name, next) -> {
                IdKind kind = IdKind.of(name);
                boolean wellFormed = kind.wellFormed().matcher(segment).matches();
                walk(next, depth + 1, wrong != null || wellFormed ? wrong : kind);
            });
        }
    }
}
