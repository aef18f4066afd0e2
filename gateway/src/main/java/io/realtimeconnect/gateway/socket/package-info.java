/** Sockets: WebSocket connections carried through to communication-service, frame by frame, with their close codes. */
@NullMarked
package io.realtimeconnect.gateway.socket;

import org.jspecify.annotations.NullMarked;
