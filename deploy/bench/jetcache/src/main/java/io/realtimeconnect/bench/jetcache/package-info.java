/** JetCache as a peer. */
@NullMarked
package io.realtimeconnect.bench.jetcache;

import org.jspecify.annotations.NullMarked;
