/** Interactions: whom one met, for how long, and how it ended. */
@NullMarked
package io.realtimeconnect.history.interaction;

import org.jspecify.annotations.NullMarked;
