/** Rules, reports, sanctions and appeals. */
@NullMarked
package io.realtimeconnect.moderation;

import org.jspecify.annotations.NullMarked;
