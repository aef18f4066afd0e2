/** Conversations as people see them: opened for a match, listed, read, written to, ended. */
@NullMarked
package io.realtimeconnect.communication.conversation;

import org.jspecify.annotations.NullMarked;
