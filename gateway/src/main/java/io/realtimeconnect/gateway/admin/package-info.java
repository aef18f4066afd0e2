/** Administration of the suite: rate limits, in force everywhere at once, and the background jobs of all services. */
@NullMarked
package io.realtimeconnect.gateway.admin;

import org.jspecify.annotations.NullMarked;
