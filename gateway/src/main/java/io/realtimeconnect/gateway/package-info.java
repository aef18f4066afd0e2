/** The edge of the suite: the only address that clients know. */
@NullMarked
package io.realtimeconnect.gateway;

import org.jspecify.annotations.NullMarked;
