package io.realtimeconnect.perf.cache;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a value's envelope in Redis: {@code epoch|seq|version|written|}, see {@code stamp.lua}. Read byte by byte: it is
 * read at every hit.
 *
 * @param raw what it is read from
 * @param epochEnd where the epoch ends
 * @param since the change that wrote the value, -1 if that is no number
 * @param mark where {@link #written} begins
 * @param length up to and with the last bar
 */
record Head(byte[] raw, int epochEnd, long since, int mark, int length) {

    private static final int LONGEST = 128;

    /** Null when there is none. */
    static @Nullable Head of(byte[] raw) {
        int first = bar(raw, 0);
        int second = bar(raw, first + 1);
        int third = bar(raw, second + 1);
        int fourth = bar(raw, third + 1);
        if (first < 0 || second < 0 || third < 0 || fourth < 0) {
            return null;
        }
        return new Head(raw, first, number(raw, first + 1, second), third + 1, fourth + 1);
    }

    /** Whether the value was written in that epoch. */
    boolean isOf(String epoch) {
        if (epoch.length() != epochEnd) {
            return false;
        }
        for (int i = 0; i < epochEnd; i++) {
            if (epoch.charAt(i) != (raw[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /** Tells this value from other values of its key. */
    String written() {
        return text(raw, mark, length - 1);
    }

    /** Up to and with the last bar, 0 when there is none. */
    static int length(byte[] raw) {
        int at = -1;
        for (int bars = 0; bars < 4; bars++) {
            at = bar(raw, at + 1);
            if (at < 0) {
                return 0;
            }
        }
        return at + 1;
    }

    /** The digits there as a number, -1 if they are none, or too many for one. */
    static long number(byte[] raw, int from, int to) {
        if (from == to || to - from > 18) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = raw[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Where the next bar is, -1 if there is none near. */
    static int bar(byte[] raw, int from) {
        for (int i = from; i < raw.length && i < LONGEST; i++) {
            if (raw[i] == '|') {
                return i;
            }
        }
        return -1;
    }

    static String text(byte[] raw, int from, int to) {
        return new String(raw, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
