package io.realtimeconnect.e2e.contract;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The frames of {@code asyncapi.yaml}, as far as they were seen. What clients send may have further members; what the server sends
 * may not, so that nothing goes out undocumented.
 */
final class FrameBook {

    enum Way {
        IN("receive"),
        OUT("send");

        private final String action;

        Way(String action) {
            this.action = action;
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
    private final JsonNode document;
    private final Map<Way, Map<String, Schema>> schemas = Map.of(Way.IN, new TreeMap<>(), Way.OUT, new TreeMap<>());
    private final Map<Way, Set<String>> seen =
            Map.of(Way.IN, new ConcurrentSkipListSet<>(), Way.OUT, new ConcurrentSkipListSet<>());
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    FrameBook(String yaml) {
        document = YAMLMapper.builder().build().readTree(yaml);
        for (JsonNode operation : document.path("operations")) {
            Way asked = operation.path("action").asString().equals(Way.IN.action) ? Way.IN : Way.OUT;
            operation.path("messages").forEach(message -> add(asked, message));
            operation.path("reply").path("messages").forEach(message -> add(Way.OUT, message));
        }
    }

    private void add(Way way, JsonNode reference) {
        JsonNode named = follow(reference);
        JsonNode message = follow(named);
        ObjectNode payload = (ObjectNode) message.path("payload");
        if (way == Way.OUT) {
            payload.put("additionalProperties", false);
        }
        ObjectNode schema = payload.deepCopy();
        schema.set("components", document.path("components"));
        schemas.get(way).computeIfAbsent(message.path("name").asString(), name -> registry.getSchema(schema));
    }

    private JsonNode follow(JsonNode reference) {
        String pointer = reference.path("$ref").asString();
        JsonNode found = document.at(pointer.substring(1));
        if (found.isMissingNode()) {
            throw new IllegalStateException("the document has no " + pointer);
        }
        return found;
    }

    /** Notes a frame that went over a socket; never throws. */
    void note(Way way, Object frame) {
        JsonNode json = JSON.valueToTree(frame);
        String type = json.path("type").asString("");
        Schema schema = schemas.get(way).get(type);
        if (schema == null) {
            wrong.add(way + " is not documented: " + json);
            return;
        }
        seen.get(way).add(type);
        schema.validate(json).forEach(error -> wrong.add(way + " " + type + ": " + error + " in " + json));
    }

    /** What was against the document. */
    List<String> wrong() {
        return wrong;
    }

    /** What the document has and nobody has said. */
    Set<String> unseen(Way way) {
        Set<String> unseen = new TreeSet<>(schemas.get(way).keySet());
        unseen.removeAll(seen.get(way));
        return unseen;
    }
}
