package io.realtimeconnect.history.log;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether an operation makes sense on its own: what PostgreSQL or a client could not bear is refused before anything is locked. */
final class Validity {

    static final int BODY_CHARACTERS = 4_000;
    static final int NAME_CHARACTERS = 64;
    private static final int MEDIA_CHARACTERS = 4_096;
    private static final Set<String> TYPES = Set.of("text", "voice", "system");

    private Validity() {}

    static boolean isValid(Op op) {
        if (op.op() == null || op.opId() == null || op.conversationId() == null) {
            return false;
        }
        return switch (op.op()) {
            case MESSAGE ->
                op.actorId() != null
                        && isName(op.clientMessageId())
                        && TYPES.contains(op.typeOrText())
                        && isText(op.bodyOrEmpty(), BODY_CHARACTERS)
                        && (op.media() != null || !op.bodyOrEmpty().isEmpty())
                        && (op.media() == null || isText(op.media().toString(), MEDIA_CHARACTERS));
            case EDIT ->
                op.actorId() != null
                        && op.messageId() != null
                        && op.body() != null
                        && !op.body().isEmpty()
                        && isText(op.body(), BODY_CHARACTERS);
            case DELETE -> op.actorId() != null && op.messageId() != null;
            case END -> isName(op.reason());
            case WITHDRAW -> op.messageId() != null && (op.reason() == null || isName(op.reason()));
            case SCREENED -> op.messageId() != null;
        };
    }

    private static boolean isName(@Nullable String name) {
        return name != null && !name.isEmpty() && isText(name, NAME_CHARACTERS);
    }

    private static boolean isText(String text, int maxCharacters) {
        return text.codePointCount(0, text.length()) <= maxCharacters
                && text.indexOf('\0') < 0
                && !text.contains("\\u0000")
                && StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(text));
    }
}
