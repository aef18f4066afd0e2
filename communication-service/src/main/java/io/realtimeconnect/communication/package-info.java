/** Conversations as people see them: sockets, delivery and presence. */
@NullMarked
package io.realtimeconnect.communication;

import org.jspecify.annotations.NullMarked;
