package io.realtimeconnect.perf.session;

/** What a user may do; each role includes the ones before it. */
public enum Role {
    USER,
    MODERATOR,
    ADMIN
}
