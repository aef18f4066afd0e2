/** How this house talks to Redis: connected lazily, timed out early, behind a breaker, scripts from files, subscriptions that come back. */
@NullMarked
package io.realtimeconnect.perf.redis;

import org.jspecify.annotations.NullMarked;
