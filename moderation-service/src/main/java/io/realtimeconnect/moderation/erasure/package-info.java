/** Erasure: what somebody wrote or was quoted with goes when history-service has erased it; ids and decisions stay. */
@NullMarked
package io.realtimeconnect.moderation.erasure;

import org.jspecify.annotations.NullMarked;
