/** Sessions as people see them: list, end, and end for good even if Redis forgets. */
@NullMarked
package io.realtimeconnect.user.session;

import org.jspecify.annotations.NullMarked;
