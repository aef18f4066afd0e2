package io.realtimeconnect.history.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of a conversation in its present state.
 *
 * @param kind {@code message} or {@code end}
 * @param created whether the message is new to a reader who knew what came before {@code afterRev}
 * @param createdRev the change that created the message, for readers who go on from page to page
 * @param reason of an end
 * @param endedBy who ended it, null when no participant did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Change(
        long rev,
        String kind,
        boolean created,
        @Nullable Long createdRev,
        @Nullable Message message,
        @Nullable String reason,
        @Nullable UUID endedBy) {

    static Change message(Message message, long afterRev) {
        return new Change(
                message.rev(), "message", message.createdRev() > afterRev, message.createdRev(), message, null, null);
    }

    static Change end(long rev, @Nullable String reason, @Nullable UUID endedBy) {
        return new Change(rev, "end", false, null, null, reason, endedBy);
    }
}
