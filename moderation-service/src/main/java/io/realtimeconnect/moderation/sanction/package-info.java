/** Sanctions: warnings, mutes, suspensions and bans, told to every service. */
@NullMarked
package io.realtimeconnect.moderation.sanction;

import org.jspecify.annotations.NullMarked;
