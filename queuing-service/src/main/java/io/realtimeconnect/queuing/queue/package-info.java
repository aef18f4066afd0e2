/** The queue as a client meets it: join, look, leave, watch. */
@NullMarked
package io.realtimeconnect.queuing.queue;

import org.jspecify.annotations.NullMarked;
