package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.Nullable;

/** Redis did not answer in time or not with sense; the cache goes on without it, no caller ever sees this. */
final class CacheUnavailable extends RuntimeException {

    CacheUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
