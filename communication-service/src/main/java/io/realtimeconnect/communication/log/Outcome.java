package io.realtimeconnect.communication.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What became of an operation.
 *
 * @param message its present state, where it was applied to one
 * @param rev the change it made, now or the first time
 * @param change the end, when this operation ended the conversation
 */
public record Outcome(
        Status status,
        @Nullable Message message,
        @Nullable Long rev,
        @Nullable Change change) {

    /** How it went. */
    public enum Status {
        /** Applied and durable. */
        @JsonProperty("ok")
        OK,
        /** Was applied before. */
        @JsonProperty("repeat")
        REPEAT,
        /** The conversation has ended. */
        @JsonProperty("closed")
        CLOSED,
        /** The actor takes no part in the conversation. */
        @JsonProperty("outsider")
        OUTSIDER,
        /** No such conversation, or no such message of that actor. */
        @JsonProperty("missing")
        MISSING,
        /** Breaks a rule on its own. */
        @JsonProperty("invalid")
        INVALID
    }

    public boolean isDurable() {
        return status == Status.OK || status == Status.REPEAT;
    }
}
