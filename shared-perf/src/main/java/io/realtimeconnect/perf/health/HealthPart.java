package io.realtimeconnect.perf.health;

import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * A part of a service whose health is watched; any bean of this type is.
 *
 * <p>The check may fail or hang: past {@code perf.health.timeout} it counts as unhealthy, and callers get the last answer until a new
 * one is there. It must not block its thread.
 */
public interface HealthPart {

    /** Its key in the answer, such as {@code database}. */
    String name();

    Mono<PartHealth> check();

    /** Figures an administrator sees even when {@link #check()} failed or hung. */
    default Map<String, ?> details() {
        return Map.of();
    }

    /** Whether the service is unhealthy when this part is; otherwise it is then degraded. */
    default boolean critical() {
        return false;
    }

    /** Whether the service is not ready before this part has once been other than unhealthy. */
    default boolean neededToStart() {
        return false;
    }

    /** The member of the answer under which it is listed. */
    default String group() {
        return "components";
    }
}
