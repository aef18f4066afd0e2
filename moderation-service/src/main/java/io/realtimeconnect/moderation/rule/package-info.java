/** Rules: words, phrases and patterns, live on every instance within a second. */
@NullMarked
package io.realtimeconnect.moderation.rule;

import org.jspecify.annotations.NullMarked;
