package io.realtimeconnect.perf.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what happens to sessions on this instance; each meter is looked up once. */
final class SessionMetrics {

    final Counter starts;
    final Counter refused;
    final Counter evicted;
    final Counter revoked;
    final Counter revokedAll;
    final Counter near;
    final Counter found;
    final Counter unknown;
    final Counter graced;
    final Counter unavailable;

    SessionMetrics(MeterRegistry meters) {
        starts = Counter.builder("perf.session.starts")
                .description("Logins let in")
                .baseUnit("sessions")
                .register(meters);
        refused = Counter.builder("perf.session.refused")
                .description("Logins refused at the limit")
                .baseUnit("sessions")
                .register(meters);
        evicted = end(meters, "evicted");
        revoked = end(meters, "revoked");
        revokedAll = end(meters, "revoked-all");
        near = lookup(meters, "near");
        found = lookup(meters, "found");
        unknown = lookup(meters, "unknown");
        graced = lookup(meters, "grace");
        unavailable = lookup(meters, "unavailable");
    }

    private static Counter end(MeterRegistry meters, String reason) {
        return Counter.builder("perf.session.ends")
                .description("Sessions ended before their time by this instance")
                .baseUnit("sessions")
                .tag("reason", reason)
                .register(meters);
    }

    private static Counter lookup(MeterRegistry meters, String result) {
        return Counter.builder("perf.session.lookups")
                .description(
                        "Look-ups of tokens: from memory (near), in Redis (found, unknown), or without it (grace, unavailable)")
                .tag("result", result)
                .register(meters);
    }
}
