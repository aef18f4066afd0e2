package io.realtimeconnect.communication.presence;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether a user is there.
 *
 * @param lastSeenAt null when never seen, or not for the caller to know
 */
public record UserPresence(
        UUID userId, PresenceState state, @Nullable Instant lastSeenAt) {

    static UserPresence unknown(UUID userId) {
        return new UserPresence(userId, PresenceState.OFFLINE, null);
    }
}
