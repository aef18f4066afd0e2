/** People: who somebody is, as user-service knows it. */
@NullMarked
package io.realtimeconnect.history.person;

import org.jspecify.annotations.NullMarked;
