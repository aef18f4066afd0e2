package io.realtimeconnect.history.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A head as other services read it.
 *
 * @param lastMessage only for a user's view, null when there is none
 * @param place where a list of conversations goes on after this one; finer than {@code lastAt}, which travels in milliseconds
 * @param unread only for a user's view: messages of others beyond what the user read, deleted ones apart, at most 999
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HeadView(
        UUID id,
        State state,
        long lastSeq,
        long lastRev,
        List<UUID> participants,
        Instant lastAt,
        Instant createdAt,
        @Nullable String endedReason,
        @Nullable UUID endedBy,
        @Nullable Message lastMessage,
        @Nullable Integer unread,
        String place) {

    static HeadView of(Head head) {
        return seenBy(head, null, null);
    }

    static HeadView seenBy(Head head, @Nullable Message lastMessage, @Nullable Integer unread) {
        return new HeadView(
                head.conversationId(),
                head.state(),
                head.seq(),
                head.rev(),
                head.participants(),
                head.lastAt(),
                head.createdAt(),
                head.endedReason(),
                head.endedBy(),
                lastMessage,
                unread,
                head.lastAt() + "|" + head.conversationId());
    }
}
