package io.realtimeconnect.user.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A suspension or ban in force.
 *
 * @param expiresAt null is never
 */
record Sanction(UUID actionId, String reason, @Nullable Instant expiresAt) {}
