package io.realtimeconnect.user.block;

import java.time.Instant;
import java.util.UUID;

/** Somebody whom a user has blocked. */
record BlockView(UUID userId, String displayName, Instant createdAt) {}
