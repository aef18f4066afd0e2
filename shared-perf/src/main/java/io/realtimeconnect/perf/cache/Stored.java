package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.Nullable;

/**
 * A value as it was found in Redis.
 *
 * @param value null is a known absence
 * @param freshUntil ms since 1970
 * @param weight in the first tier, in bytes
 */
record Stored<V>(@Nullable V value, long freshUntil, int weight) {}
