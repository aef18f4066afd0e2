package io.realtimeconnect.user.block;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

class CannotBlockYourself extends Problem {

    CannotBlockYourself() {
        super(HttpStatus.UNPROCESSABLE_CONTENT, "CANNOT_BLOCK_YOURSELF", "You cannot block yourself.");
    }
}
