package io.realtimeconnect.perf.session;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A live session, without its secret.
 *
 * @param handle a random id of its own, fit for showing to people
 * @param expiresAt when it ends if it is not used again: the sooner of idle and absolute time-out
 */
public record UserSession(
        String handle,
        UUID userId,
        String username,
        Set<Role> roles,
        @Nullable String deviceName,
        @Nullable String ip,
        Instant createdAt,
        Instant lastActiveAt,
        Instant expiresAt) {}
