/** Search: finds words in what was said in one's own conversations. */
@NullMarked
package io.realtimeconnect.history.search;

import org.jspecify.annotations.NullMarked;
