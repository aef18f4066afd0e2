package io.realtimeconnect.moderation.screening;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Undoes what hides a word: width and style (NFKD), case, marks and zero-width characters, look-alikes of other alphabets,
 * digits and signs in the place of letters, and letters spaced out one by one. Offsets into the original are kept.
 *
 * <p>Look-alikes are the Cyrillic and Greek letters of Unicode TR 39 whose skeleton is one Latin letter.
 */
final class Normaliser {

    private static final Map<Integer, Character> LOOK_ALIKES =
            pairs("аaеeоoрpсcуyхxіiјjѕsԁdһhӏlԛqԝwɡgαaεeοoρpυuνvιiκkτtχxσoηnωwвbмmнhтtкk", "ıiłløoßsđdħhŧt");

    private static final Map<Integer, Character> LEET = Map.of(
            (int) '0', 'o', (int) '1', 'i', (int) '3', 'e', (int) '4', 'a', (int) '5', 's', (int) '7', 't', (int) '@',
            'a', (int) '$', 's', (int) '!', 'i', (int) '+', 't');

    /** What single characters become; normalising one takes a hundred times as long as looking it up. */
    private record Folded(int codePoint, String text) {}

    private static final @Nullable Folded[] SEEN = new Folded[16_384];

    private Normaliser() {}

    static Normalised normalise(String original) {
        var folded = new Builder(original.length() + 16);
        for (int at = 0; at < original.length(); ) {
            int codePoint = original.codePointAt(at);
            int next = at + Character.charCount(codePoint);
            fold(codePoint, at, next, folded);
            at = next;
        }
        unleet(folded);
        return folded.build();
    }

    /** The same with runs of single letters, as in "b a d", drawn together; the argument itself where there are none. */
    static Normalised drawTogether(Normalised spaced) {
        String text = spaced.text();
        var joined = new Builder(text.length());
        boolean changed = false;
        for (int at = 0; at < text.length(); ) {
            int end = endOfSpacedRun(text, at);
            if (end > at) {
                for (int i = at; i < end; i += 2) {
                    joined.add(text.charAt(i), spaced.start(i), spaced.end(i + 1));
                }
                changed = true;
                at = end;
            } else {
                joined.add(text.charAt(at), spaced.start(at), spaced.end(at + 1));
                at++;
            }
        }
        return changed ? joined.build() : spaced;
    }

    /** Where a run of at least three letters with one separator between each ends; {@code at} where none begins. */
    private static int endOfSpacedRun(String text, int at) {
        if (at > 0 && Character.isLetterOrDigit(text.charAt(at - 1))) {
            return at;
        }
        int letters = 0;
        int i = at;
        while (i < text.length() && Character.isLetter(text.charAt(i)) && !letter(text, i + 1)) {
            letters++;
            if (i + 2 < text.length() && separator(text.charAt(i + 1)) && letter(text, i + 2) && !letter(text, i + 3)) {
                i += 2;
            } else {
                return letters >= 3 ? i + 1 : at;
            }
        }
        return at;
    }

    private static boolean letter(String text, int at) {
        return at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }

    private static boolean separator(char c) {
        return c == ' ' || c == '.' || c == '-' || c == '_' || c == '*' || c == '\t';
    }

    private static void fold(int codePoint, int start, int end, Builder into) {
        if (codePoint < 0x80) {
            into.add((char) Character.toLowerCase(codePoint), start, end);
            return;
        }
        int slot = codePoint & (SEEN.length - 1);
        Folded seen = SEEN[slot];
        if (seen == null || seen.codePoint() != codePoint) {
            seen = new Folded(codePoint, folded(codePoint));
            // a race costs a second computation of the same
            SEEN[slot] = seen;
        }
        String text = seen.text();
        for (int i = 0; i < text.length(); i++) {
            into.add(text.charAt(i), start, end);
        }
    }

    private static String folded(int codePoint) {
        StringBuilder text = new StringBuilder();
        String parts = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD);
        parts.codePoints().forEach(part -> {
            int type = Character.getType(part);
            if (type == Character.NON_SPACING_MARK
                    || type == Character.ENCLOSING_MARK
                    || type == Character.FORMAT
                    || (part >= 0xFE00 && part <= 0xFE0F)) {
                return;
            }
            int lower = Character.toLowerCase(part);
            Character latin = LOOK_ALIKES.get(lower);
            if (latin != null) {
                text.append(latin.charValue());
            } else if (Character.isWhitespace(lower) || Character.isSpaceChar(lower)) {
                text.append(' ');
            } else {
                text.appendCodePoint(lower);
            }
        });
        return text.toString();
    }

    /** In a token that has a letter, signs that stand for letters become them; numbers stay numbers. */
    private static void unleet(Builder text) {
        for (int from = 0; from < text.length; ) {
            int to = from;
            boolean letter = false;
            while (to < text.length
                    && (Character.isLetterOrDigit(text.chars[to]) || LEET.containsKey((int) text.chars[to]))) {
                letter |= Character.isLetter(text.chars[to]);
                to++;
            }
            int last = to;
            while (last > from && (text.chars[last - 1] == '!' || text.chars[last - 1] == '+')) {
                last--;
            }
            for (int i = from; letter && i < last; i++) {
                Character plain = LEET.get((int) text.chars[i]);
                text.chars[i] = plain == null ? text.chars[i] : plain;
            }
            from = to + 1;
        }
    }

    private static Map<Integer, Character> pairs(String... tables) {
        var map = new java.util.HashMap<Integer, Character>();
        for (String table : tables) {
            for (int i = 0; i + 1 < table.length(); i += 2) {
                map.put((int) table.charAt(i), table.charAt(i + 1));
            }
        }
        return Map.copyOf(map);
    }

    private static final class Builder {

        private char[] chars;
        private int[] starts;
        private int[] ends;
        private int length;

        private Builder(int capacity) {
            chars = new char[capacity];
            starts = new int[capacity];
            ends = new int[capacity];
        }

        private void add(char c, int start, int end) {
            if (length == chars.length) {
                chars = Arrays.copyOf(chars, length * 2);
                starts = Arrays.copyOf(starts, length * 2);
                ends = Arrays.copyOf(ends, length * 2);
            }
            chars[length] = c;
            starts[length] = start;
            ends[length++] = end;
        }

        private Normalised build() {
            return new Normalised(
                    new String(chars, 0, length), Arrays.copyOf(starts, length), Arrays.copyOf(ends, length));
        }
    }
}
