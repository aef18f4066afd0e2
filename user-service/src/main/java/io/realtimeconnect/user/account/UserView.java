package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.session.Role;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** A user as they see themselves. */
record UserView(UUID id, String username, String email, Set<Role> roles, Instant createdAt) {}
