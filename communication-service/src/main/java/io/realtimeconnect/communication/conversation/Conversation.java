package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.log.Head;
import io.realtimeconnect.communication.log.Message;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as one of its participants sees it.
 *
 * @param lastSeq of the last message
 * @param lastRev of the last change
 * @param unread messages of others beyond {@code readSeq}
 */
public record Conversation(
        UUID id,
        List<Participant> participants,
        String state,
        long lastSeq,
        long lastRev,
        long readSeq,
        int unread,
        @Nullable Message lastMessage,
        Instant createdAt) {

    static Conversation of(Head head, List<Member> members, UUID userId) {
        long readSeq = members.stream()
                .filter(member -> member.userId().equals(userId))
                .mapToLong(Member::readSeq)
                .findAny()
                .orElse(0);
        return new Conversation(
                head.id(),
                members.stream()
                        .map(Member::participant)
                        .sorted(Comparator.comparing(Participant::id))
                        .toList(),
                head.state(),
                head.lastSeq(),
                head.lastRev(),
                readSeq,
                head.unread() == null ? 0 : head.unread(),
                head.lastMessage(),
                head.createdAt());
    }
}
