package io.realtimeconnect.gateway.performance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reports of several instances as one. Counts are added up; percentiles and maxima are those of the worst instance; means and shares are
 * weighted by the {@code count} beside them; thresholds, texts and what the database server says are the first one's; lists of named things
 * are put together by name, others one behind the other.
 */
final class Together {

    private static final Pattern WORST =
            Pattern.compile("p\\d+Ms|maxMs|utilization|uptimeSeconds|sinceSeconds|heapFill|cpuLoad");
    private static final Pattern WEIGHTED = Pattern.compile("mean\\w*|\\w*(?:Share|Rate)");
    private static final Pattern SAME = Pattern.compile("\\w*Threshold\\w*|threshold|value|max|durationMs");
    private static final Set<String> FIRST = Set.of("server", "maintenance", "redis", "status");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Together() {}

    static JsonNode of(List<JsonNode> reports) {
        JsonNode first = reports.get(0);
        if (reports.size() == 1) {
            return first.deepCopy();
        }
        if (first.isObject()) {
            return objects(reports);
        }
        if (first.isArray()) {
            return lists(reports);
        }
        return first;
    }

    private static ObjectNode objects(List<JsonNode> reports) {
        Set<String> names = new LinkedHashSet<>();
        reports.forEach(report -> names.addAll(report.propertyNames()));
        ObjectNode all = NODES.objectNode();
        for (String name : names) {
            List<JsonNode> having = reports.stream()
                    .filter(report -> report.isObject() && report.hasNonNull(name))
                    .toList();
            if (!having.isEmpty()) {
                all.set(name, member(name, having));
            }
        }
        return all;
    }

    private static JsonNode member(String name, List<JsonNode> having) {
        List<JsonNode> values = having.stream().map(report -> report.path(name)).toList();
        JsonNode first = values.get(0);
        if (FIRST.contains(name) || !first.isNumber()) {
            return FIRST.contains(name) ? first.deepCopy() : of(values);
        }
        if (SAME.matcher(name).matches()) {
            return first;
        }
        if (WORST.matcher(name).matches()) {
            return NODES.numberNode(
                    values.stream().mapToDouble(JsonNode::asDouble).max().orElse(0));
        }
        if (WEIGHTED.matcher(name).matches()) {
            return NODES.numberNode(weighted(name, having));
        }
        return first.isIntegralNumber()
                ? NODES.numberNode(values.stream().mapToLong(JsonNode::asLong).sum())
                : NODES.numberNode(
                        values.stream().mapToDouble(JsonNode::asDouble).sum());
    }

    private static double weighted(String name, List<JsonNode> having) {
        double sum = 0;
        double weights = 0;
        for (JsonNode report : having) {
            double weight = report.path("count").asDouble();
            sum += report.path(name).asDouble() * weight;
            weights += weight;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    private static ArrayNode lists(List<JsonNode> lists) {
        Map<String, List<JsonNode>> named = new LinkedHashMap<>();
        ArrayNode all = NODES.arrayNode();
        for (JsonNode list : lists) {
            for (JsonNode item : list) {
                String name = item.path("name").asString("");
                if (name.isEmpty()) {
                    all.add(item);
                } else {
                    named.computeIfAbsent(name, any -> new ArrayList<>()).add(item);
                }
            }
        }
        named.values().forEach(items -> all.add(of(items)));
        return all;
    }
}
