package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** The user is suspended or banned; the session has not ended yet. */
class AccountSuspended extends Problem {

    AccountSuspended() {
        super(HttpStatus.FORBIDDEN, "ACCOUNT_SUSPENDED", "The account is suspended.");
    }
}
