package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.ValidationFailed;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What a message may consist of. Checked before it is batched with others: one that cannot be stored must not reach the log. */
final class MessageText {

    static final int CHARACTERS = 4_000;
    private static final int NAME_CHARACTERS = 64;

    private MessageText() {}

    /** @throws Problem {@code MESSAGE_TOO_LONG} or {@code VALIDATION_FAILED} */
    static void checkBody(@Nullable String body) {
        if (body == null || body.isBlank()) {
            throw invalid("body", "must not be blank");
        }
        if (body.codePointCount(0, body.length()) > CHARACTERS) {
            throw new Problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "MESSAGE_TOO_LONG",
                    "A message has at most " + CHARACTERS + " characters.");
        }
        if (!isStorable(body)) {
            throw invalid("body", "must be text without NUL");
        }
    }

    static void checkClientMessageId(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > NAME_CHARACTERS || !isStorable(id)) {
            throw invalid("clientMessageId", "must have 1 to " + NAME_CHARACTERS + " characters");
        }
    }

    static Problem invalid(String field, String message) {
        return new ValidationFailed(field, message);
    }

    /** PostgreSQL takes no NUL, and half a surrogate pair is no UTF-8. */
    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(text));
    }
}
