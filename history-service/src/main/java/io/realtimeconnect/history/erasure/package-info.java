/** Erasure: takes all that a user has said and done here out of every table. */
@NullMarked
package io.realtimeconnect.history.erasure;

import org.jspecify.annotations.NullMarked;
