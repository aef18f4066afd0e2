package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** There is no such message in the conversation. */
class MessageNotFound extends Problem {

    MessageNotFound() {
        super(HttpStatus.NOT_FOUND, "MESSAGE_NOT_FOUND", "There is no such message in this conversation.");
    }
}
