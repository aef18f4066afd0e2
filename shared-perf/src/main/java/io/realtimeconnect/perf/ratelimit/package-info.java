/** How often somebody may call: policies decided by one GCRA script in Redis. */
@NullMarked
package io.realtimeconnect.perf.ratelimit;

import org.jspecify.annotations.NullMarked;
