package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** There is no such conversation, or it is none of the caller's. */
class ConversationNotFound extends Problem {

    ConversationNotFound() {
        super(HttpStatus.NOT_FOUND, "CONVERSATION_NOT_FOUND", "There is no such conversation.");
    }
}
