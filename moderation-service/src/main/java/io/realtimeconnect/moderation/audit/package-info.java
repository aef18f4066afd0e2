/** The audit: every decision, by whom, append-only; ids and decisions, never text. */
@NullMarked
package io.realtimeconnect.moderation.audit;

import org.jspecify.annotations.NullMarked;
