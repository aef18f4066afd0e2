package io.realtimeconnect.queuing.ticket;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One user's place in the line.
 *
 * @param interests in lower case
 * @param languages primary subtags in lower case, such as {@code en}
 * @param joinedAt the place: the earlier the further in front
 * @param matchId the match that took it, only in the state {@code TAKEN}
 */
public record Ticket(
        UUID id,
        UUID userId,
        String displayName,
        Intent intent,
        Set<String> interests,
        Set<String> languages,
        State state,
        Instant joinedAt,
        Instant expiresAt,
        @Nullable UUID matchId) {

    /** What became of it. */
    public enum State {
        WAITING,
        /** By a match that is being made or stands. */
        TAKEN,
        EXPIRED
    }

    /** Whether it can be matched at that time. */
    public boolean waitsAt(Instant now) {
        return state == State.WAITING && expiresAt.isAfter(now);
    }
}
