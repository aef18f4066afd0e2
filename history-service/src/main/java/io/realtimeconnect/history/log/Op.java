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
 * @param actorId who does it; null only for an end that no participant asked for
 * @param clientMessageId of a message, 1–64 characters: the same one by the same sender is the same message
 * @param messageId of an edit or a deletion
 * @param type of a message: {@code text} (if absent), {@code voice} or {@code system}
 * @param body of a message or an edit, at most 4,000 characters
 * @param reason of an end, at most 64 characters
 * @param screened of a message or an edit; false when it still has to be screened
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
        @Nullable Boolean screened) {

    enum Kind {
        MESSAGE,
        EDIT,
        DELETE,
        END;

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
        return screened == null || screened;
    }
}
