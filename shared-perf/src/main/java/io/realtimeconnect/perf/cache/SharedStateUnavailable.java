package io.realtimeconnect.perf.cache;

/** Redis could not be asked for shared state: it is gone, too slow, or its breaker is open. */
public final class SharedStateUnavailable extends RuntimeException {

    SharedStateUnavailable(String name, Throwable cause) {
        super("Redis cannot be asked for " + name, cause, false, false);
    }
}
