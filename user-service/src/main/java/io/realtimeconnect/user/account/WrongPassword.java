package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

class WrongPassword extends Problem {

    WrongPassword() {
        super(HttpStatus.FORBIDDEN, "WRONG_PASSWORD", "The password is wrong.");
    }
}
