/** What this service knows of a person, for the file that this person may have. */
@NullMarked
package io.realtimeconnect.moderation.person;

import org.jspecify.annotations.NullMarked;
