/** Sanctions as they are felt here: who may not write, whose sockets close, and what they are told. */
@NullMarked
package io.realtimeconnect.communication.sanction;

import org.jspecify.annotations.NullMarked;
