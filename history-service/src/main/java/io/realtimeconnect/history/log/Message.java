package io.realtimeconnect.history.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A message in its present state, as clients see it.
 *
 * @param seq its place in the conversation: 1, 2, 3 …
 * @param rev the change that brought it into this state
 * @param body empty for a voice note and for a deleted message
 * @param createdRev the change that created it; not known of a message from a cache
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Message(
        UUID id,
        UUID conversationId,
        long seq,
        long rev,
        UUID senderId,
        String type,
        String body,
        @Nullable JsonNode media,
        String clientMessageId,
        Instant createdAt,
        @Nullable Instant editedAt,
        @Nullable Instant deletedAt,
        @JsonIgnore long createdRev) {

    /** As a cache has it, which keeps what clients see. */
    @JsonCreator
    static Message seen(
            UUID id,
            UUID conversationId,
            long seq,
            long rev,
            UUID senderId,
            String type,
            String body,
            @Nullable JsonNode media,
            String clientMessageId,
            Instant createdAt,
            @Nullable Instant editedAt,
            @Nullable Instant deletedAt) {
        return new Message(
                id,
                conversationId,
                seq,
                rev,
                senderId,
                type,
                body,
                media,
                clientMessageId,
                createdAt,
                editedAt,
                deletedAt,
                0);
    }

    Message edited(String newBody, long newRev, Instant at) {
        return new Message(
                id,
                conversationId,
                seq,
                newRev,
                senderId,
                type,
                newBody,
                media,
                clientMessageId,
                createdAt,
                at,
                null,
                createdRev);
    }

    /** The empty shell that keeps the place of a deleted message. */
    Message deleted(long newRev, Instant at) {
        return new Message(
                id,
                conversationId,
                seq,
                newRev,
                senderId,
                type,
                "",
                null,
                clientMessageId,
                createdAt,
                editedAt,
                at,
                createdRev);
    }

    @JsonIgnore
    public boolean isDeleted() {
        return deletedAt != null;
    }
}
