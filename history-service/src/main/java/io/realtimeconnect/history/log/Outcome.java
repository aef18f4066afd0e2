package io.realtimeconnect.history.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one operation.
 *
 * @param message its present state, for a message, an edit or a deletion that is {@code ok} or {@code repeat}
 * @param rev the change it made, now or the first time
 * @param change the end, when this operation ended the conversation
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Outcome(
        Status status,
        @Nullable Message message,
        @Nullable Long rev,
        @Nullable Change change) {

    /** How it went. */
    enum Status {
        /** Applied and durable. */
        OK,
        /** Was applied before. */
        REPEAT,
        /** The conversation has ended. */
        CLOSED,
        /** The actor takes no part in the conversation. */
        OUTSIDER,
        /** No such conversation, or no such message of that actor. */
        MISSING,
        /** Breaks a rule on its own: too long, a NUL, a member absent. */
        INVALID;

        @JsonValue
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Outcome refused(Status status) {
        return new Outcome(status, null, null, null);
    }

    static Outcome ok(Message message) {
        return new Outcome(Status.OK, message, message.rev(), null);
    }

    static Outcome ended(Change end) {
        return new Outcome(Status.OK, null, end.rev(), end);
    }

    static Outcome repeat(@Nullable Message message, long rev) {
        return new Outcome(Status.REPEAT, message, rev, null);
    }
}
