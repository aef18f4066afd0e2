/** Invalidations that survive whoever has to make them: written to the outbox with the change, carried out after its commit. */
@NullMarked
package io.realtimeconnect.perf.cache.outbox;

import org.jspecify.annotations.NullMarked;
