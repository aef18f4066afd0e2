package io.realtimeconnect.communication.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.realtimeconnect.communication.log.Change;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What the sockets of one user are told through Redis. Any of these may be lost or come twice; {@link Kind} says what makes up for it.
 *
 * @param conversationId of a change or an opening
 * @param change of a change
 * @param frame of an opening, a push or a presence: written to the socket as it is; of a close its code and reason
 * @param connectionId of a claim; of a call, the only connection that is meant, by {@link Line#id()}, or null for all
 * @param by the connection that claims, in the words of its instance; of a call, one that is not meant
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Hint(
        Kind kind,
        @Nullable UUID conversationId,
        @Nullable Change change,
        @Nullable JsonNode frame,
        @Nullable String connectionId,
        @Nullable String by) {

    /** The frame that a connection is told once for each call. */
    public static final String CALL_ENDED = "call.ended";

    /** What it is about. */
    public enum Kind {
        /** A change of a conversation; the log has it, and the head check finds it. */
        CHANGE,
        /** A new conversation; the sweep over open conversations finds it. */
        OPENED,
        /** Something of the moment: typing, a receipt, presence; nothing makes up for it. */
        PUSH,
        /** Somebody came, went or fell silent; whoever watches finds out. */
        PRESENCE,
        /** Something about a call; that it ended is said again by whoever finds that it was not heard. */
        CALL,
        /** A connection came back elsewhere; the old one dies of silence. */
        CLAIM,
        /** The user is not wanted here any more; the check of sessions finds it. */
        CLOSE
    }

    public static Hint change(UUID conversationId, Change change) {
        return new Hint(Kind.CHANGE, conversationId, change, null, null, null);
    }

    public static Hint opened(UUID conversationId, JsonNode frame) {
        return new Hint(Kind.OPENED, conversationId, null, frame, null, null);
    }

    public static Hint push(JsonNode frame) {
        return new Hint(Kind.PUSH, null, null, frame, null, null);
    }

    public static Hint presence(JsonNode frame) {
        return new Hint(Kind.PRESENCE, null, null, frame, null, null);
    }

    /**
     * @param to the connection that is meant, null for all of the user's
     * @param except one that is not, null for none
     */
    public static Hint call(JsonNode frame, @Nullable String to, @Nullable String except) {
        return new Hint(Kind.CALL, null, null, frame, to, except);
    }

    public static Hint claim(String connectionId, String by) {
        return new Hint(Kind.CLAIM, null, null, null, connectionId, by);
    }

    /** @param code of the contract, 4000 to 4999 */
    public static Hint close(int code, String reason) {
        JsonNode frame = JsonNodeFactory.instance.objectNode().put("code", code).put("reason", reason);
        return new Hint(Kind.CLOSE, null, null, frame, null, null);
    }
}
