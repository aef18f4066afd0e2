package io.realtimeconnect.stores;

import java.util.Map;
import java.util.function.BooleanSupplier;

/** Where a store comes from, in the order of preference. */
enum Source {
    /** A server that the environment names. */
    ENVIRONMENT,
    /** A container, where a Docker engine answers. */
    CONTAINER,
    /** A child process of ours. */
    EMBEDDED;

    /**
     * @param variable that would name a server
     * @param docker asked only when the environment says nothing
     */
    static Source choose(Map<String, String> environment, String variable, BooleanSupplier docker) {
        if (!environment.getOrDefault(variable, "").isBlank()) {
            return ENVIRONMENT;
        }
        return docker.getAsBoolean() ? CONTAINER : EMBEDDED;
    }
}
