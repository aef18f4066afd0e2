package io.realtimeconnect.gateway.route;

import io.realtimeconnect.perf.access.Access;

/** The least a caller must be to use a row. */
public enum Who {
    ANYONE(Access.Level.ANYONE),
    SESSION(Access.Level.SESSION),
    MODERATOR(Access.Level.MODERATOR),
    ADMIN(Access.Level.ADMIN);

    private final Access.Level level;

    Who(Access.Level level) {
        this.level = level;
    }

    public Access.Level level() {
        return level;
    }
}
