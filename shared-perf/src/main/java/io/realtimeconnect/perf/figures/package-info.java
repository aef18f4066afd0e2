/** A service's figures minute by minute, summed over its instances and kept for a week: what a page can show without Prometheus. */
@NullMarked
package io.realtimeconnect.perf.figures;

import org.jspecify.annotations.NullMarked;
