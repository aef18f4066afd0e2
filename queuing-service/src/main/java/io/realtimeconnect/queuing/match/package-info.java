/** Matches: who meets whom, made in one transaction and told once the conversation stands. */
@NullMarked
package io.realtimeconnect.queuing.match;

import org.jspecify.annotations.NullMarked;
