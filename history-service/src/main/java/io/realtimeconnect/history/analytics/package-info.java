/** Analytics: what was done, how often and by how many, in steps of time. */
@NullMarked
package io.realtimeconnect.history.analytics;

import org.jspecify.annotations.NullMarked;
