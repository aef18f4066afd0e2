/** E-mails to users: told to a queue that survives, sent over SMTP when there is a server. */
@NullMarked
package io.realtimeconnect.user.mail;

import org.jspecify.annotations.NullMarked;
