/** Health of a service and its parts, with time-outs and cached answers. */
@NullMarked
package io.realtimeconnect.perf.health;

import org.jspecify.annotations.NullMarked;
