/** Redisson as a peer. */
@NullMarked
package io.realtimeconnect.bench.redisson;

import org.jspecify.annotations.NullMarked;
