package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.conversation.ConversationNotFound;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.ValidationFailed;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A frame of a client, read as far as all frames are alike.
 *
 * @param type what it wants; never empty
 * @param ref the client's own name for it, a text or a number
 */
record Inbound(String type, @Nullable JsonNode ref, JsonNode body) {

    /** @throws ValidationFailed when it is missing or no text */
    String text(String member) {
        JsonNode value = body.get(member);
        if (value == null || !value.isString()) {
            throw new ValidationFailed(member, "must be a text");
        }
        return value.asString();
    }

    @Nullable
    String optionalText(String member) {
        JsonNode value = body.get(member);
        return value == null || value.isNull() ? null : text(member);
    }

    /** @throws ConversationNotFound when it is no id of any conversation */
    UUID conversation() {
        return Ids.parse(text("conversationId")).orElseThrow(ConversationNotFound::new);
    }

    /** @throws ValidationFailed when it is missing or no whole number from 0 on */
    long position(String member) {
        return position(body, member);
    }

    static long position(JsonNode in, String member) {
        JsonNode value = in.get(member);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
            throw new ValidationFailed(member, "must be a whole number from 0 on");
        }
        return value.asLong();
    }

    boolean flag(String member) {
        JsonNode value = body.get(member);
        if (value == null || !value.isBoolean()) {
            throw new ValidationFailed(member, "must be true or false");
        }
        return value.asBoolean();
    }
}
