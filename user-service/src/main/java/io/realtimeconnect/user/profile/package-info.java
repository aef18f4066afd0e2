/** Profiles: what others see of a user, in what version, and how it changes. */
@NullMarked
package io.realtimeconnect.user.profile;

import org.jspecify.annotations.NullMarked;
