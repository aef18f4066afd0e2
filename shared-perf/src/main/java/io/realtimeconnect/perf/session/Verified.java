package io.realtimeconnect.perf.session;

/**
 * A session that a token stands for.
 *
 * @param degraded whether Redis could not be asked and this is what the instance remembers: good for reading only
 */
public record Verified(UserSession session, boolean degraded) {}
