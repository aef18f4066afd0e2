package io.realtimeconnect.history.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One operation that is to be appended; which of the members it needs depends on its kind.
 *
 * @param opId made by the caller and kept when it tries again: an operation is applied once
 * @param actorId who does it; null where no participant does: such an end, a withdrawal, {@code screened}
 * @param clientMessageId of a message, 1–64 characters: the same one by the same sender is the same message
 * @param messageId of an edit, a deletion, a withdrawal or of what was screened
 * @param type of a message: {@code text} (if absent), {@code voice} or {@code system}
 * @param body of a message or an edit, at most 4,000 characters
 * @param reason of an end or, if there is one, of a withdrawal, at most 64 characters
 * @param unscreened of a message or an edit: delivered although it still has to be screened
 * @param rev of {@code screened}: what was looked at; a message that has changed since keeps its mark
 */
record Op(
        Kind op,
        UUID opId,
        UUID conversationId,
        @Nullable UUID actorId,
        @Nullable String clientMessageId,
        @Nullable UUID messageId,
        @Nullable String type,
        @Nullable String body,
        @Nullable JsonNode media,
        @Nullable String reason,
        @Nullable Boolean unscreened,
        @Nullable Long rev) {

    enum Kind {
        MESSAGE,
        EDIT,
        DELETE,
        END,
        /** Takes a message back that screening has refused. */
        WITHDRAW,
        /** Takes the mark off a message that screening has let pass. */
        SCREENED;

        @JsonValue
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Kind of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    String bodyOrEmpty() {
        return body == null ? "" : body;
    }

    String typeOrText() {
        return type == null ? "text" : type;
    }

    boolean isScreened() {
        return unscreened == null || !unscreened;
    }
}
