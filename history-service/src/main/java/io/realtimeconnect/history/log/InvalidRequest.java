package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.web.Problem;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** A parameter that means nothing. */
class InvalidRequest extends Problem {

    InvalidRequest(String field, String message) {
        super(HttpStatus.BAD_REQUEST, "VALIDATION_FAILED", field + " " + message);
        with("errors", List.of(Map.of("field", field, "message", message)));
    }
}
