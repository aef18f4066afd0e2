package io.realtimeconnect.local;

import java.util.List;
import java.util.Locale;

/**
 * A service of the suite.
 *
 * @param name module, application name and issuer of its tokens in one
 * @param port of its first instance, before the offset
 * @param schema its own in PostgreSQL, empty for none
 */
record Service(String name, int port, String schema) {
    /** The suite. The gateway is last: it starts when what it fronts is on its way, and stops first. */
    static final List<Service> SUITE = List.of(
            new Service("user-service", 8081, "users"),
            new Service("history-service", 8084, "history"),
            new Service("communication-service", 8083, "communication"),
            new Service("queuing-service", 8082, "queuing"),
            new Service("moderation-service", 8085, "moderation"),
            new Service("gateway", 8080, ""));

    /** {@code user-service} as part of an environment variable: {@code USER_SERVICE}. */
    String variable() {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
