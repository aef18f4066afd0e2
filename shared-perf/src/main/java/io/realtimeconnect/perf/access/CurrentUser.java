package io.realtimeconnect.perf.access;

import io.realtimeconnect.perf.session.Role;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * The user whose session a request carries; a controller takes it as an argument, nullable where anyone may call.
 *
 * @param sessionHandle the public handle of the session in use, never its secret
 */
public record CurrentUser(UUID id, String username, Set<Role> roles, String sessionHandle) {

    static final String ATTRIBUTE = CurrentUser.class.getName();

    /** The user that access control found in this exchange, null without one. */
    public static @Nullable CurrentUser of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    /** Takes the user out of the attributes of an exchange whose answer is for others as well. */
    public static void forget(Map<String, Object> attributes) {
        attributes.remove(ATTRIBUTE);
    }

    /** Whether the user has the role, or one that includes it. */
    public boolean is(Role role) {
        return roles.stream().anyMatch(r -> r.compareTo(role) >= 0);
    }
}
