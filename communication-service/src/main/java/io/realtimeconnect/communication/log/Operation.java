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
 * @param actorId who does it; null for an end that no participant asked for, and for what screening has to say
 * @param unscreened of a message or an edit: delivered, and still to be screened
 * @param rev of {@code screened}: what was looked at; a message that has changed since keeps its mark
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
        @Nullable String reason,
        @Nullable Boolean unscreened,
        @Nullable Long rev) {

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
                MESSAGE,
                Ids.next(),
                conversationId,
                senderId,
                clientMessageId,
                null,
                type,
                body,
                media,
                null,
                null,
                null);
    }

    public static Operation edit(UUID conversationId, UUID actorId, UUID messageId, String body) {
        return change("edit", conversationId, actorId, messageId, body, null, null);
    }

    public static Operation delete(UUID conversationId, UUID actorId, UUID messageId) {
        return change("delete", conversationId, actorId, messageId, null, null, null);
    }

    /** Takes back what screening has refused after it was delivered. */
    public static Operation withdraw(UUID conversationId, UUID messageId, String reason) {
        return change("withdraw", conversationId, null, messageId, null, reason, null);
    }

    /** Screening has nothing against a message as it was at that {@code rev}. */
    public static Operation screened(UUID conversationId, UUID messageId, long rev) {
        return change("screened", conversationId, null, messageId, null, null, rev);
    }

    private static Operation change(
            String op,
            UUID conversationId,
            @Nullable UUID actorId,
            UUID messageId,
            @Nullable String body,
            @Nullable String reason,
            @Nullable Long rev) {
        return new Operation(
                op, Ids.next(), conversationId, actorId, null, messageId, null, body, null, reason, null, rev);
    }

    /** The same, to be screened later. */
    public Operation asUnscreened() {
        return new Operation(
                op, opId, conversationId, actorId, clientMessageId, messageId, type, body, media, reason, true, rev);
    }

    public static Operation end(UUID conversationId, @Nullable UUID actorId, String reason) {
        return new Operation(
                "end", Ids.next(), conversationId, actorId, null, null, null, null, null, reason, null, null);
    }

    /** Whether it makes an empty shell of a message. */
    boolean isRemoval() {
        return messageId != null && ("delete".equals(op) || "withdraw".equals(op));
    }

    boolean isMessage() {
        return MESSAGE.equals(op);
    }
}
