package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.perf.web.Problem;
import org.springframework.http.HttpStatus;

/** There is no such conversation, or it is none of the caller's. */
public final class ConversationNotFound extends Problem {

    public ConversationNotFound() {
        super(HttpStatus.NOT_FOUND, "CONVERSATION_NOT_FOUND", "There is no such conversation.");
    }
}
