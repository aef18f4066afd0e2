package io.realtimeconnect.communication.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.realtimeconnect.perf.web.Ids;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something to append to the log.
 *
 * @param opId kept through all tries: an operation is applied once
 * @param actorId who does it; null only for an end that no participant asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Operation(
        String op,
        UUID opId,
        UUID conversationId,
        @Nullable UUID actorId,
        @Nullable String clientMessageId,
        @Nullable UUID messageId,
        @Nullable String type,
        @Nullable String body,
        @Nullable JsonNode media,
        @Nullable String reason) {

    private static final String MESSAGE = "message";

    public static Operation text(UUID conversationId, UUID senderId, String clientMessageId, String body) {
        return message(conversationId, senderId, clientMessageId, "text", body, null);
    }

    public static Operation voice(UUID conversationId, UUID senderId, String clientMessageId, JsonNode media) {
        return message(conversationId, senderId, clientMessageId, "voice", "", media);
    }

    private static Operation message(
            UUID conversationId,
            UUID senderId,
            String clientMessageId,
            String type,
            String body,
            @Nullable JsonNode media) {
        return new Operation(
                MESSAGE, Ids.next(), conversationId, senderId, clientMessageId, null, type, body, media, null);
    }

    public static Operation edit(UUID conversationId, UUID actorId, UUID messageId, String body) {
        return new Operation("edit", Ids.next(), conversationId, actorId, null, messageId, null, body, null, null);
    }

    public static Operation delete(UUID conversationId, UUID actorId, UUID messageId) {
        return new Operation("delete", Ids.next(), conversationId, actorId, null, messageId, null, null, null, null);
    }

    public static Operation end(UUID conversationId, @Nullable UUID actorId, String reason) {
        return new Operation("end", Ids.next(), conversationId, actorId, null, null, null, null, null, reason);
    }

    boolean isMessage() {
        return MESSAGE.equals(op);
    }
}
