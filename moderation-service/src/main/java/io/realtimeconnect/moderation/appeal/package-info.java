/** Appeals: one open one per sanction. */
@NullMarked
package io.realtimeconnect.moderation.appeal;

import org.jspecify.annotations.NullMarked;
