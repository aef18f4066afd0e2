/** The local suite: starts every service and store as a process of its own, watches them, and leaves nothing behind. */
@NullMarked
package io.realtimeconnect.local;

import org.jspecify.annotations.NullMarked;
