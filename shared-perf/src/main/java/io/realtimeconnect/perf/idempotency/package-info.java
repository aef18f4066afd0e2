/** A POST that is sent twice takes effect once: keys, claims and kept answers. */
@NullMarked
package io.realtimeconnect.perf.idempotency;

import org.jspecify.annotations.NullMarked;
