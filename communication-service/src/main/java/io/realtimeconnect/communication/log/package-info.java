/** The conversation log that history-service keeps, as this service uses it: appended in batches, read in pages, checked by heads. */
@NullMarked
package io.realtimeconnect.communication.log;

import org.jspecify.annotations.NullMarked;
