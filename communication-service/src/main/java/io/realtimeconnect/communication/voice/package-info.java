/** Voice notes: taken in piece by piece, looked into, kept in the database, and given out to those who take part. */
@NullMarked
package io.realtimeconnect.communication.voice;

import org.jspecify.annotations.NullMarked;
