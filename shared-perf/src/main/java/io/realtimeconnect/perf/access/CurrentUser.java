package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.session.Role;
import java.util.Set;
import java.util.UUID;

/**
 * The user whose session a request carries; a controller takes it as an argument.
 *
 * @param sessionHandle the public handle of the session in use, never its secret
 */
public record CurrentUser(UUID id, String username, Set<Role> roles, String sessionHandle) {

    /** Whether the user has the role, or one that includes it. */
    public boolean is(Role role) {
        return roles.stream().anyMatch(r -> r.compareTo(role) >= 0);
    }
}
