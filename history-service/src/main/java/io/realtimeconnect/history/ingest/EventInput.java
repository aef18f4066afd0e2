package io.realtimeconnect.history.ingest;

import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.ValidationFailed.Violation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event as a client sends it.
 *
 * @param id the client's own, 1–64 characters: sent twice it counts once; without one each sending is an event
 * @param at when it was, by the client's clock; now if absent
 */
record EventInput(
        @Schema(description = "1 to 64 characters; sent twice it counts once") @Nullable
        String id,

        @Schema(
                description = "a letter, then at most 63 of letters, digits, . _ - :",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String type,

        @Nullable Instant at,

        @Schema(type = "object", description = "at most 4 KiB and five levels deep") @Nullable
        JsonNode properties) {

    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9._:-]{0,63}");
    private static final int ID_CHARACTERS = 64;

    /** @param where what goes before the names of its members */
    void check(String where, EventProperties bounds, Instant now, List<Violation> violations) {
        if (id != null && (id.isEmpty() || id.codePointCount(0, id.length()) > ID_CHARACTERS)) {
            violations.add(new Violation(where + "id", "has 1 to " + ID_CHARACTERS + " characters"));
        }
        if (type == null || !TYPE.matcher(type).matches()) {
            violations.add(new Violation(where + "type", "is a letter, then at most 63 of letters, digits, . _ - :"));
        }
        if (at != null && (at.isBefore(now.minus(bounds.past())) || at.isAfter(now.plus(bounds.future())))) {
            violations.add(new Violation(
                    where + "at", "is within " + bounds.past().toDays() + " days, and not in the future"));
        }
        if (properties != null && !properties.isNull()) {
            checkProperties(where + "properties", properties, bounds, violations);
        }
    }

    private static void checkProperties(
            String where, JsonNode properties, EventProperties bounds, List<Violation> violations) {
        if (!properties.isObject()) {
            violations.add(new Violation(where, "is an object"));
        } else if (depth(properties) > bounds.depth()) {
            violations.add(new Violation(where, "nests at most " + bounds.depth() + " deep"));
        } else if (properties.toString().getBytes(StandardCharsets.UTF_8).length
                > bounds.size().toBytes()) {
            violations.add(new Violation(where, "has at most " + bounds.size().toBytes() + " bytes"));
        }
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainer() ? deepest + 1 : 0;
    }

    /** What is stored of it. */
    Row row(Instant now) {
        return new Row(
                id == null ? Ids.next().toString() : id,
                Objects.requireNonNull(type),
                at == null ? now : at,
                properties == null || properties.isNull() ? "{}" : properties.toString());
    }

    /** @param properties JSON */
    record Row(String id, String type, Instant at, String properties) {}
}
