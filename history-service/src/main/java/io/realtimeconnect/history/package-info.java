/** The log of each conversation: order, deduplication, state and pages. */
@NullMarked
package io.realtimeconnect.history;

import org.jspecify.annotations.NullMarked;
