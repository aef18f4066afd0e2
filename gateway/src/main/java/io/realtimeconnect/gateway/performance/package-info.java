/** Performance of the suite: what every instance of every service knows of itself, asked at once and put together. */
@NullMarked
package io.realtimeconnect.gateway.performance;

import org.jspecify.annotations.NullMarked;
