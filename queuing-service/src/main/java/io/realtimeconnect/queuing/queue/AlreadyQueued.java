package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** The user has a ticket. */
class AlreadyQueued extends Problem {

    AlreadyQueued(TicketView ticket) {
        super(HttpStatus.CONFLICT, "ALREADY_QUEUED", "You are in the queue already.");
        with("ticket", ticket);
    }
}
