/** Caches that are filled before anybody asks: declared loaders, run at each start, for which readiness waits a bounded time. */
@NullMarked
package io.realtimeconnect.perf.cache.warm;

import org.jspecify.annotations.NullMarked;
