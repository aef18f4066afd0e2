/** Accounts, sessions as people see them, profiles and blocks. */
@NullMarked
package io.realtimeconnect.user;

import org.jspecify.annotations.NullMarked;
