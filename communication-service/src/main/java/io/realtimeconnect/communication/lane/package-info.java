/** Batches over all conversations that keep the order of each. */
@NullMarked
package io.realtimeconnect.communication.lane;

import org.jspecify.annotations.NullMarked;
