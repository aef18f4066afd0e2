/** Accounts: sign-up, login, passwords, and who may not come in. */
@NullMarked
package io.realtimeconnect.user.account;

import org.jspecify.annotations.NullMarked;
