package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** The user waits in no line. */
class NotQueued extends Problem {

    NotQueued() {
        super(HttpStatus.NOT_FOUND, "NOT_QUEUED", "You are not in the queue.");
    }
}
