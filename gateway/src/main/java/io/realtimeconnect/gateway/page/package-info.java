/** The demo client at {@code /} and the performance console: files served from memory under a strict content policy. */
@NullMarked
package io.realtimeconnect.gateway.page;

import org.jspecify.annotations.NullMarked;
