package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

class UsernameTaken extends Problem {

    UsernameTaken() {
        super(HttpStatus.CONFLICT, "USERNAME_TAKEN", "This username is taken.");
    }
}
