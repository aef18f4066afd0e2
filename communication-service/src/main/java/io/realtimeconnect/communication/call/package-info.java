/** Calls: who rings, who answers, that it ends for both; what the two browsers tell each other is passed on. */
@NullMarked
package io.realtimeconnect.communication.call;

import org.jspecify.annotations.NullMarked;
