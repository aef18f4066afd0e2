/** Export: all of a user's data as one file, made in the background and kept for a day. */
@NullMarked
package io.realtimeconnect.history.export;

import org.jspecify.annotations.NullMarked;
