/** Health of a service and its parts: each check has a time-out and a cached answer, readiness follows start and drain. */
@NullMarked
package io.realtimeconnect.perf.health;

import org.jspecify.annotations.NullMarked;
