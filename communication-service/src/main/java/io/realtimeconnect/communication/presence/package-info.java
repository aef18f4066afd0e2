/** Who is there: a lease in Redis while a user has a connection, shown to partners of open conversations only. */
@NullMarked
package io.realtimeconnect.communication.presence;

import org.jspecify.annotations.NullMarked;
