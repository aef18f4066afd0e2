package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** The log exists with other participants. */
class LogConflict extends Problem {

    LogConflict() {
        super(HttpStatus.CONFLICT, "LOG_CONFLICT", "A log with this id and other participants exists.");
    }
}
