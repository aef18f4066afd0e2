package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

class AccountSuspended extends Problem {

    AccountSuspended(Sanction sanction, String appealToken) {
        super(HttpStatus.FORBIDDEN, "ACCOUNT_SUSPENDED", "This account may not log in.");
        with("actionId", sanction.actionId());
        with("reason", sanction.reason());
        with("expiresAt", sanction.expiresAt());
        with("appealToken", appealToken);
    }
}
