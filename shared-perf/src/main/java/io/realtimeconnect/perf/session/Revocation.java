package io.realtimeconnect.perf.session;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * News that sessions ended before their time.
 *
 * @param handle the one that ended, null for all sessions of the user
 * @param except with a null handle, the handle of the one that stays
 */
public record Revocation(
        UUID userId, @Nullable String handle, @Nullable String except) {

    /** Whether the session of this user with this handle has ended. */
    public boolean ends(UUID user, String session) {
        return userId.equals(user) && (handle == null ? !session.equals(except) : handle.equals(session));
    }
}
