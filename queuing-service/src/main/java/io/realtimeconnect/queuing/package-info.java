/** Who waits, in what order, and who meets whom. */
@NullMarked
package io.realtimeconnect.queuing;

import org.jspecify.annotations.NullMarked;
