/** How changes reach sockets: hints through Redis, a cursor a conversation and socket, and the log where a hint is not enough. */
@NullMarked
package io.realtimeconnect.communication.delivery;

import org.jspecify.annotations.NullMarked;
