/** Routes: the one table of what can be called from outside, and the look-up in it. */
@NullMarked
package io.realtimeconnect.gateway.route;

import org.jspecify.annotations.NullMarked;
