package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.session.UserSession;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session as its owner sees it.
 *
 * @param id the handle, never the secret
 * @param current whether it is the one that asks
 */
public record SessionView(
        String id,
        @Nullable String deviceName,
        @Nullable String ip,
        Instant createdAt,
        Instant lastActiveAt,
        Instant expiresAt,
        boolean current) {

    public static SessionView of(UserSession session, String currentHandle) {
        return new SessionView(
                session.handle(),
                session.deviceName(),
                session.ip(),
                session.createdAt(),
                session.lastActiveAt(),
                session.expiresAt(),
                session.handle().equals(currentHandle));
    }
}
