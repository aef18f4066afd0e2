/** Health, readiness and liveness over HTTP, on the port that serves. */
@NullMarked
package io.realtimeconnect.perf.probe;

import org.jspecify.annotations.NullMarked;
