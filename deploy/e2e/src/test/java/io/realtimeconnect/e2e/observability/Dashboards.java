package io.realtimeconnect.e2e.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files under {@code grafana/dashboards}, as Grafana would ask Prometheus. */
final class Dashboards {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), *(\\w+)\\)");

    private Dashboards() {}

    static Map<String, JsonNode> all(Path root) throws IOException {
        Map<String, JsonNode> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(root.resolve("grafana/dashboards"))) {
            files.forEach(file -> all.put(file.getFileName().toString(), read(file)));
        }
        return all;
    }

    /** Every expression of every panel and variable, by where it stands; variables stand for everything. */
    static Map<String, String> expressions(Path root) throws IOException {
        Map<String, String> expressions = new LinkedHashMap<>();
        all(root).forEach((file, dashboard) -> {
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    expressions.put(
                            file + ": " + panel.path("title").asString() + " "
                                    + target.path("refId").asString(),
                            concrete(target.path("expr").asString()));
                }
            }
            for (JsonNode variable : dashboard.path("templating").path("list")) {
                Matcher values = LABEL_VALUES.matcher(
                        variable.path("query").path("query").asString(""));
                if (values.matches()) {
                    expressions.put(
                            file + ": variable " + variable.path("name").asString(),
                            "count by (" + values.group(2) + ") (" + values.group(1) + ")");
                }
            }
        });
        return expressions;
    }

    static List<JsonNode> panels(JsonNode dashboard) {
        return dashboard
                .path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asString().equals("row"))
                .toList();
    }

    private static String concrete(String expression) {
        return expression.replace("$__rate_interval", "1m").replaceAll("\\$(service|cache|table)", ".*");
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
