package io.realtimeconnect.gateway.openapi;

import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.gateway.route.Who;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds a service's document to that of the suite: only what the route table lists, so nothing internal; with what the gateway knows of
 * each call; and with components renamed where two services mean different things by one name.
 */
final class Merger {

    private static final String REF = "$ref";

    private final ObjectNode suite;
    private final Map<String, Row> rows = new HashMap<>();

    /** @param suite the document so far, which is changed */
    Merger(ObjectNode suite, Collection<Row> rows) {
        this.suite = suite;
        rows.forEach(row -> this.rows.put(key(row.service(), row.method().name(), row.path()), row));
    }

    void add(String service, JsonNode document) {
        String prefix = service.replaceFirst("-service$", "");
        JsonNode copy = document.deepCopy();
        rename(copy, components(copy, prefix));
        ObjectNode paths = suite.withObject("/paths");
        copy.path("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((method, operation) -> {
                    Row row = rows.get(key(service, method.toUpperCase(Locale.ROOT), path));
                    if (row != null && operation instanceof ObjectNode call) {
                        ObjectNode at = (ObjectNode) paths.optional(path).orElseGet(() -> paths.putObject(path));
                        at.set(method, told(call, row, prefix));
                    }
                }));
    }

    /** Takes the components over; what was renamed, from old reference to new. */
    private Map<String, String> components(JsonNode document, String prefix) {
        Map<String, String> renamed = new HashMap<>();
        document.path("components").forEachEntry((kind, members) -> {
            if (kind.equals("securitySchemes")) {
                return;
            }
            ObjectNode known = suite.withObject("/components").withObject("/" + kind);
            members.forEachEntry((name, component) -> {
                if (known.has(name) && !known.get(name).equals(component)) {
                    renamed.put(ref(kind, name), ref(kind, prefix + "." + name));
                }
            });
            rename(members, renamed);
            members.forEachEntry((name, component) ->
                    known.set(renamed.containsKey(ref(kind, name)) ? prefix + "." + name : name, component));
        });
        return renamed;
    }

    private static ObjectNode told(ObjectNode call, Row row, String prefix) {
        if (call.has("operationId")) {
            call.put("operationId", prefix + "." + call.get("operationId").asString());
        }
        ArrayNode security = call.putArray("security");
        if (row.who() != Who.ANYONE) {
            List.of("cookie", "token").forEach(scheme -> security.addObject().putArray(scheme));
        }
        if (row.who() == Who.MODERATOR || row.who() == Who.ADMIN) {
            call.put("x-role", row.who().name());
        }
        if (row.limit() != null) {
            call.put("x-rate-limit", row.limit());
        }
        if (row.method() == HttpMethod.POST && !"auth".equals(row.limit())) {
            call.withArray("/parameters")
                    .addObject()
                    .put("name", "Idempotency-Key")
                    .put("in", "header")
                    .put("description", "The same key gives the same answer for 24 hours.")
                    .putObject("schema")
                    .put("type", "string")
                    .put("minLength", 1)
                    .put("maxLength", 255);
        }
        ObjectNode responses = call.withObject("/responses");
        if (!responses.has("default")) {
            responses.putObject("default").put(REF, "#/components/responses/Problem");
        }
        return call;
    }

    private static void rename(JsonNode node, Map<String, String> renamed) {
        if (node instanceof ObjectNode object && object.path(REF).isString()) {
            String target = renamed.get(object.get(REF).asString());
            if (target != null) {
                object.put(REF, target);
            }
        }
        node.forEach(child -> rename(child, renamed));
    }

    private static String ref(String kind, String name) {
        return "#/components/" + kind + "/" + name;
    }

    /** Services name variables as they like. */
    private static String key(String service, String method, String path) {
        return service + " " + method + " " + path.replaceAll("\\{[^}]*}", "{}");
    }
}
