/** Metrics over HTTP on the port that serves: for administrators and for a scraper that knows the token. */
@NullMarked
package io.realtimeconnect.perf.metrics;

import org.jspecify.annotations.NullMarked;
