package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

class EmailTaken extends Problem {

    EmailTaken() {
        super(HttpStatus.CONFLICT, "EMAIL_TAKEN", "There is an account with this e-mail address.");
    }
}
