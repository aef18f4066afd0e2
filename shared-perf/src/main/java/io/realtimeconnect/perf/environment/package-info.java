/** Settings before anything starts: names that people know from elsewhere, and defaults that every service shares. */
@NullMarked
package io.realtimeconnect.perf.environment;

import org.jspecify.annotations.NullMarked;
