package io.realtimeconnect.history.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation's log says of itself: who takes part, whether it is open, and its last {@code seq} and {@code rev}.
 *
 * @param endedRev the change that ended it, null while open
 * @param lastAt the last message or the end, else the creation
 */
record Head(
        UUID conversationId,
        List<UUID> participants,
        State state,
        long seq,
        long rev,
        @Nullable Long endedRev,
        @Nullable String endedReason,
        @Nullable UUID endedBy,
        Instant createdAt,
        Instant lastAt) {

    boolean has(UUID user) {
        return participants.contains(user);
    }

    Head withMessage(Instant at) {
        return new Head(
                conversationId, participants, state, seq + 1, rev + 1, endedRev, endedReason, endedBy, createdAt, at);
    }

    Head withChange() {
        return new Head(
                conversationId, participants, state, seq, rev + 1, endedRev, endedReason, endedBy, createdAt, lastAt);
    }

    Head ended(@Nullable String reason, @Nullable UUID by, Instant at) {
        return new Head(conversationId, participants, State.ENDED, seq, rev + 1, rev + 1, reason, by, createdAt, at);
    }
}
