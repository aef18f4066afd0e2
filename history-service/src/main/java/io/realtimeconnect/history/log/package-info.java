/** The log: heads, appends in order, pages and changes of each conversation. */
@NullMarked
package io.realtimeconnect.history.log;

import org.jspecify.annotations.NullMarked;
