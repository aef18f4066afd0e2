package io.realtimeconnect.history.export;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** The file is still being made, or could not be made. */
class ExportNotReady extends Problem {

    ExportNotReady(Export.State state) {
        super(HttpStatus.CONFLICT, "EXPORT_NOT_READY", "There is no file of this export yet.");
        with("state", state);
    }
}
