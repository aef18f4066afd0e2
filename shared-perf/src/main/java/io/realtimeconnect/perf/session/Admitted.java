package io.realtimeconnect.perf.session;

import java.util.List;

/**
 * A login that was let in.
 *
 * @param token the secret that the client presents from now on; shown once, stored nowhere
 * @param evicted handles of the sessions that had to go for it, earliest login first
 */
public record Admitted(String token, UserSession session, List<String> evicted) {}
