package io.realtimeconnect.communication.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation's log says of itself.
 *
 * @param state {@code open} or {@code ended}
 * @param lastAt the last message or the end, else the creation
 * @param lastMessage only in a user's view
 * @param unread only in a user's view
 */
public record Head(
        UUID id,
        String state,
        long lastSeq,
        long lastRev,
        List<UUID> participants,
        Instant lastAt,
        Instant createdAt,
        @Nullable String endedReason,
        @Nullable UUID endedBy,
        @Nullable Message lastMessage,
        @Nullable Integer unread,
        @Nullable String place) {

    public boolean isOpen() {
        return "open".equals(state);
    }
}
