package io.realtimeconnect.communication.log;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of a conversation: a message in the state that the change gave it, or the end.
 *
 * @param rev 1, 2, 3 … per conversation
 * @param kind {@code message} or {@code end}
 * @param createdRev the change that created the message; equal to {@code rev} when this one did, 0 when long ago
 * @param message null for an end
 * @param reason of an end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Change(
        long rev,
        String kind,
        @Nullable Long createdRev,
        @Nullable Message message,
        @Nullable String reason,
        @Nullable UUID endedBy) {

    private static final String MESSAGE = "message";
    private static final String END = "end";

    /** The creation of a message. */
    public static Change created(Message message) {
        return new Change(message.rev(), MESSAGE, message.rev(), message, null, null);
    }

    /** An edit or a deletion, of a message made before; when is not said. */
    public static Change updated(Message message) {
        return new Change(message.rev(), MESSAGE, 0L, message, null, null);
    }

    public static Change end(long rev, @Nullable String reason, @Nullable UUID endedBy) {
        return new Change(rev, END, null, null, reason, endedBy);
    }

    @JsonIgnore
    public boolean isEnd() {
        return message == null;
    }

    /** Whether the message is new to somebody who knows everything up to {@code rev}. */
    public boolean isNewAfter(long rev) {
        return createdRev == null || createdRev > rev;
    }
}
