/** Statements that end when their time is over. */
@NullMarked
package io.realtimeconnect.history.query;

import org.jspecify.annotations.NullMarked;
