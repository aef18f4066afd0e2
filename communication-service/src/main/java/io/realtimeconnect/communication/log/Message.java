package io.realtimeconnect.communication.log;

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
        @Nullable Instant deletedAt) {}
