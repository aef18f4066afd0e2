/** The subprotocol {@code rtc.v1}: connections, their frames, their bounds and their end. */
@NullMarked
package io.realtimeconnect.communication.socket;

import org.jspecify.annotations.NullMarked;
