/** Ingest: takes events from clients, each once, and counts them. */
@NullMarked
package io.realtimeconnect.history.ingest;

import org.jspecify.annotations.NullMarked;
