package io.realtimeconnect.communication.call;

import io.realtimeconnect.perf.web.ValidationFailed;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one browser tells the other about a call. The description and the candidates are theirs: they are bounded and passed on as they are.
 *
 * @param payload of an offer or answer the description, of a candidate the candidate, of a hang-up the reason; null where there is none
 */
public record Signal(
        Kind kind,
        UUID conversationId,
        String callId,
        @Nullable JsonNode payload) {

    private static final Pattern CALL_ID = Pattern.compile("[\\x21-\\x7E]{1,64}");
    private static final Pattern REASON = Pattern.compile("[\\x20-\\x7E]{1,64}");

    /** The four frames. */
    public enum Kind {
        OFFER("call.offer", "sdp"),
        ANSWER("call.answer", "sdp"),
        CANDIDATE("call.candidate", "candidate"),
        HANGUP("call.hangup", "reason");

        private final String type;
        private final String member;

        Kind(String type, String member) {
            this.type = type;
            this.member = member;
        }

        public String type() {
            return type;
        }

        /** The member of the frame that is passed on. */
        public String member() {
            return member;
        }
    }

    /** @throws ValidationFailed when something is missing or larger than it may be */
    void check(CallProperties properties) {
        if (!CALL_ID.matcher(callId).matches()) {
            throw new ValidationFailed("callId", "must have 1 to 64 visible ASCII characters");
        }
        JsonNode given = payload == null || payload.isNull() ? null : payload;
        switch (kind) {
            case OFFER, ANSWER -> {
                if (given == null || !(given.isString() || given.isObject())) {
                    throw new ValidationFailed("sdp", "must be given");
                }
                checkSize(given, properties.sdp().toBytes());
            }
            case CANDIDATE -> {
                if (given != null) {
                    if (!given.isString() && !given.isObject()) {
                        throw new ValidationFailed("candidate", "must be a candidate, or null after the last one");
                    }
                    checkSize(given, properties.candidate().toBytes());
                }
            }
            case HANGUP -> {
                if (given != null
                        && (!given.isString()
                                || !REASON.matcher(given.asString()).matches())) {
                    throw new ValidationFailed("reason", "must have 1 to 64 ASCII characters");
                }
            }
        }
    }

    private void checkSize(JsonNode given, long most) {
        if (given.toString().getBytes(StandardCharsets.UTF_8).length > most) {
            throw new ValidationFailed(kind.member(), "must have at most " + most + " bytes");
        }
    }

    @Nullable
    String reason() {
        return payload == null || payload.isNull() ? null : payload.asString();
    }

    ObjectNode relayed(UUID from) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", kind.type())
                .put("conversationId", conversationId.toString())
                .put("callId", callId)
                .put("from", from.toString());
        if (payload != null) {
            frame.set(kind.member(), payload);
        }
        return frame;
    }
}
