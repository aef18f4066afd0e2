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
        UUID userId, @Nullable String handle, @Nullable String except) {}
