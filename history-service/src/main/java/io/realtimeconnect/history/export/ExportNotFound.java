package io.realtimeconnect.history.export;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** There is no such export of this user, or its day is over. */
class ExportNotFound extends Problem {

    ExportNotFound() {
        super(HttpStatus.NOT_FOUND, "EXPORT_NOT_FOUND", "There is no such export, or it has expired.");
    }
}
