/** Calls between services: clients with deadline, breaker, bulkhead and signed identity. */
@NullMarked
package io.realtimeconnect.perf.resilience;

import org.jspecify.annotations.NullMarked;
