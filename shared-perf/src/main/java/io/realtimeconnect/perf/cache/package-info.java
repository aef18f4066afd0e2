/** Two-tier cache: Caffeine in front of Redis, one load per key, no stale first tier. */
@NullMarked
package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.NullMarked;
