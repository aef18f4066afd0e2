package io.realtimeconnect.communication.sanction;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a moderator did to a user.
 *
 * @param expiresAt null for one that lasts until it is lifted
 * @param position of the event that brought it into this state
 */
record Sanction(
        UUID actionId,
        UUID userId,
        Kind kind,
        String reason,
        @Nullable Instant expiresAt,
        boolean lifted,
        long position) {

    /** From mildest to strictest, under the names of the contract. */
    enum Kind {
        warn,
        mute,
        suspend,
        ban
    }

    boolean inForce(Instant now) {
        return !lifted && (expiresAt == null || expiresAt.isAfter(now));
    }

    /** Whether it keeps its user out altogether. */
    boolean bars() {
        return kind == Kind.suspend || kind == Kind.ban;
    }
}
