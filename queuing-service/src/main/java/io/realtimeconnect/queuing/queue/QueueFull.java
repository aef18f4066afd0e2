package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** As many wait for this intent as may. */
class QueueFull extends Problem {

    QueueFull() {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                "QUEUE_FULL",
                "Too many people are waiting; try again in a little while.");
    }
}
