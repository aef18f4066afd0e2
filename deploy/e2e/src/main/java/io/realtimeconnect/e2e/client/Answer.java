package io.realtimeconnect.e2e.client;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** An HTTP answer with its body as bytes, read as JSON on demand. */
public record Answer(int status, HttpHeaders headers, byte[] bytes) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public JsonNode json() {
        return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
    }

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public @Nullable String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    /** The problem's code, empty when the answer is no problem. */
    public String code() {
        String type = header("Content-Type");
        return type != null && type.startsWith("application/problem+json")
                ? json().path("code").asString("")
                : "";
    }

    /** This answer, if it has the status. */
    public Answer expect(int wanted) {
        if (status != wanted) {
            throw new IllegalStateException("expected " + wanted + ", was " + status + ": " + text());
        }
        return this;
    }

    @Override
    public String toString() {
        return status + " " + text();
    }
}
