/** Answers of GETs, kept and shared as RFC 9111 allows a cache in front of a handler, always behind access control. */
@NullMarked
package io.realtimeconnect.perf.response;

import org.jspecify.annotations.NullMarked;
