/** The second look at what was delivered before it could be screened. */
@NullMarked
package io.realtimeconnect.communication.recheck;

import org.jspecify.annotations.NullMarked;
