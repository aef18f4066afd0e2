package io.realtimeconnect.communication.socket;

import io.realtimeconnect.perf.web.Problem;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.WebSocketMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what clients send. Whatever it is, it is a frame or a {@link Problem}. */
@Component
class FrameReader {

    private static final int REF_CHARACTERS = 128;
    private static final int TYPE_CHARACTERS = 64;
    private static final int DEPTH = 16;

    private final long largest;
    private final JsonMapper json;

    FrameReader(ConnectionProperties properties) {
        this.largest = properties.frame().toBytes();
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH)
                        .maxNumberLength(32)
                        .build())
                .build();
        this.json = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Must be called before the message is released. */
    Inbound read(WebSocketMessage message) {
        if (message.getType() != WebSocketMessage.Type.TEXT) {
            throw malformed("Frames are JSON text.", null);
        }
        if (message.getPayload().readableByteCount() > largest) {
            throw new Problem(
                    HttpStatus.CONTENT_TOO_LARGE, "PAYLOAD_TOO_LARGE", "A frame has at most " + largest + " bytes.");
        }
        JsonNode body;
        try {
            body = json.readTree(message.getPayloadAsText());
        } catch (JacksonException e) {
            throw malformed("The frame is not the JSON it should be.", null);
        }
        if (body == null || !body.isObject()) {
            throw malformed("A frame is a JSON object.", null);
        }
        JsonNode ref = ref(body);
        JsonNode type = body.get("type");
        if (type == null
                || !type.isString()
                || type.asString().isEmpty()
                || type.asString().length() > TYPE_CHARACTERS) {
            throw malformed("A frame has a type.", ref);
        }
        return new Inbound(type.asString(), ref, body);
    }

    private static @Nullable JsonNode ref(JsonNode body) {
        JsonNode ref = body.get("ref");
        if (ref == null || ref.isNull() || ref.isIntegralNumber()) {
            return ref;
        }
        if (!ref.isString() || ref.asString().length() > REF_CHARACTERS || !isText(ref.asString())) {
            throw malformed("A ref is a number or a text of at most " + REF_CHARACTERS + " characters.", null);
        }
        return ref;
    }

    /** Half a surrogate pair cannot be written back. */
    static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(text));
    }

    private static Problem malformed(String detail, @Nullable JsonNode ref) {
        return new Malformed(detail, ref);
    }

    /** A frame that cannot be read, with its ref where that much could be. */
    static final class Malformed extends Problem {

        private final transient @Nullable JsonNode ref;

        Malformed(String detail, @Nullable JsonNode ref) {
            super(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", detail);
            this.ref = ref;
        }

        @Nullable
        JsonNode ref() {
            return ref;
        }
    }
}
