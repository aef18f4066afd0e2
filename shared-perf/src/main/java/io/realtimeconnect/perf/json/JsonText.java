package io.realtimeconnect.perf.json;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the bytes of a JSON text for what a JSON parser lets pass and a database does not: NUL, written as a byte or as an
 * escape, text that is not UTF-8 (Unicode 15, table 3-7), and halves of surrogate pairs.
 *
 * <p>One pass, no copy; the text may come in pieces. Whether it is JSON is for the parser to say.
 */
final class JsonText {

    private static final int NONE = -1;

    private int continuation;
    private int low = 0x80;
    private int high = 0xBF;
    private boolean backslash;
    private int hexDigits = NONE;
    private int hexValue;
    private boolean highSurrogate;

    /** What is wrong up to here, null when nothing is. */
    @Nullable
    String inspect(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            String fault = next(bytes.get(i) & 0xFF);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable String next(int b) {
        if (continuation > 0) {
            if (b < low || b > high) {
                return "The text is not UTF-8.";
            }
            continuation--;
            low = 0x80;
            high = 0xBF;
            return null;
        }
        if (hexDigits != NONE) {
            return hex(b);
        }
        if (backslash) {
            backslash = false;
            if (b == 'u') {
                hexDigits = 0;
                hexValue = 0;
                return null;
            }
            return highSurrogate ? "The text has half of a surrogate pair." : b < 0x80 ? null : lead(b);
        }
        if (b == '\\') {
            backslash = true;
            return null;
        }
        if (highSurrogate) {
            return "The text has half of a surrogate pair.";
        }
        return b == 0 ? "The text has a NUL character." : b < 0x80 ? null : lead(b);
    }

    private @Nullable String hex(int b) {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            hexDigits = NONE;
            return null;
        }
        hexValue = hexValue << 4 | digit;
        if (++hexDigits < 4) {
            return null;
        }
        hexDigits = NONE;
        if (hexValue == 0) {
            return "The text has a NUL character.";
        }
        boolean low = hexValue >= 0xDC00 && hexValue <= 0xDFFF;
        if (low != highSurrogate) {
            return "The text has half of a surrogate pair.";
        }
        highSurrogate = hexValue >= 0xD800 && hexValue <= 0xDBFF;
        return null;
    }

    private @Nullable String lead(int b) {
        if (b >= 0xC2 && b <= 0xDF) {
            continuation = 1;
        } else if (b >= 0xE0 && b <= 0xEF) {
            continuation = 2;
            low = b == 0xE0 ? 0xA0 : 0x80;
            high = b == 0xED ? 0x9F : 0xBF;
        } else if (b >= 0xF0 && b <= 0xF4) {
            continuation = 3;
            low = b == 0xF0 ? 0x90 : 0x80;
            high = b == 0xF4 ? 0x8F : 0xBF;
        } else {
            return "The text is not UTF-8.";
        }
        return null;
    }
}
