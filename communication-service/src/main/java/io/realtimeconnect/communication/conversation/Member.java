package io.realtimeconnect.communication.conversation;

import java.time.Instant;
import java.util.UUID;

/**
 * A user's part in a conversation.
 *
 * @param open whether the conversation is; may lag behind the log for a moment
 * @param createdAt of the conversation
 */
public record Member(
        UUID conversationId, UUID userId, String displayName, long readSeq, boolean open, Instant createdAt) {

    Participant participant() {
        return new Participant(userId, displayName);
    }
}
