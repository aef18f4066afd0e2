/** Reports: what users complain of, by priority, claimed by one moderator at a time. */
@NullMarked
package io.realtimeconnect.moderation.report;

import org.jspecify.annotations.NullMarked;
