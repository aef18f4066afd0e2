/** Replicas: reads that may be a moment old leave the primary alone, as long as a replica is near enough behind it. */
@NullMarked
package io.realtimeconnect.perf.replica;

import org.jspecify.annotations.NullMarked;
