package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

class LastAdmin extends Problem {

    LastAdmin() {
        super(HttpStatus.CONFLICT, "LAST_ADMIN", "Somebody must be administrator; make another one first.");
    }
}
