package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.session.Role;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * An account that is not erased.
 *
 * @param securityVersion rises with password, roles and erasure
 */
record Account(
        UUID id,
        String username,
        String email,
        String passwordHash,
        Set<Role> roles,
        long securityVersion,
        Instant createdAt) {

    UserView view() {
        return new UserView(id, username, email, roles, createdAt);
    }
}
