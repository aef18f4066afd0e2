/** Writes that are answered before they are stored: a journal of them in Redis, and who writes them from there to the truth. */
@NullMarked
package io.realtimeconnect.perf.cache.behind;

import org.jspecify.annotations.NullMarked;
