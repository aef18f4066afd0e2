package io.realtimeconnect.perf.redis;

/** Redis cannot be asked now: it is gone, too slow, loading, read-only, or its breaker is open. */
public final class RedisUnavailable extends RuntimeException {

    RedisUnavailable(String link, Throwable cause) {
        super("Redis cannot be asked by " + link + ": " + cause.getMessage(), cause, false, false);
    }
}
