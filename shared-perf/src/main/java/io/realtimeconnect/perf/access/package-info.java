/** Who may call: access levels on handlers, the current user, cross-site request checks. */
@NullMarked
package io.realtimeconnect.perf.access;

import org.jspecify.annotations.NullMarked;
