/** Performance: what this instance knows of its requests, statements, caches and pool, what to do about it, and the means to do it. */
@NullMarked
package io.realtimeconnect.perf.performance;

import org.jspecify.annotations.NullMarked;
