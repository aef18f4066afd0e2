/** Rules and dashboards: against the figures of the running suite, read by a real Prometheus. */
@NullMarked
package io.realtimeconnect.e2e.observability;

import org.jspecify.annotations.NullMarked;
