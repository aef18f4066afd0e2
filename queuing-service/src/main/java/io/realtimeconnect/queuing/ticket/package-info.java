/** Tickets: who is waiting, in what order, whether their client is still there, and when they give up. */
@NullMarked
package io.realtimeconnect.queuing.ticket;

import org.jspecify.annotations.NullMarked;
