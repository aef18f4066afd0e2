/** Database statements and pools as they are: timed, fingerprinted, attributed, counted. */
@NullMarked
package io.realtimeconnect.perf.query;

import org.jspecify.annotations.NullMarked;
