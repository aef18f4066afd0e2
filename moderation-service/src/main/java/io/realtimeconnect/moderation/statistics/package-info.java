/** Statistics: how many reports, how fast the answers, who offends again. */
@NullMarked
package io.realtimeconnect.moderation.statistics;

import org.jspecify.annotations.NullMarked;
