package io.realtimeconnect.history.log;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words of a text, whatever its language: runs of letters and digits, without case, width and accents (Unicode's NFKD). Where
 * languages write no spaces, each character is a word; so is each pictogram.
 *
 * <p>Words have letters, digits and pictograms only, so the texts made of them here mean nothing else to PostgreSQL.
 */
public final class Words {

    private static final int LONGEST = 64;
    private static final Pattern ASIDE = Pattern.compile("[^\\p{L}\\p{N}\\p{So}]+");

    private Words() {}

    /**
     * A word and where it stands.
     *
     * @param start in UTF-16 units, as in Java and JavaScript
     * @param end behind the last unit
     * @param folded as it is compared
     */
    public record Word(int start, int end, String folded) {}

    public static List<Word> in(String text) {
        List<Word> words = new ArrayList<>();
        int start = -1;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            boolean alone = standsAlone(c);
            boolean part = !alone && isPart(c, start >= 0);
            if (start >= 0 && !part) {
                add(words, text, start, at);
                start = -1;
            }
            if (alone) {
                add(words, text, at, next);
            } else if (part && start < 0) {
                start = at;
            }
            at = next;
        }
        if (start >= 0) {
            add(words, text, start, text.length());
        }
        return words;
    }

    /** The words of a message as a {@code tsvector} without positions. */
    static String vector(String text) {
        return in(text).stream().map(Word::folded).distinct().collect(Collectors.joining(" "));
    }

    /** Whether a text's word is what was asked for; the last word asked for may be the beginning of it. */
    public static boolean matches(List<Word> wanted, String folded) {
        for (int i = 0; i < wanted.size(); i++) {
            String word = wanted.get(i).folded();
            if (word.equals(folded) || (i == wanted.size() - 1 && isBeginning(word) && folded.startsWith(word))) {
                return true;
            }
        }
        return false;
    }

    /** All words, in any order, as a {@code tsquery}; null when there are none. */
    public static @Nullable String query(List<Word> wanted) {
        if (wanted.isEmpty()) {
            return null;
        }
        String all = wanted.stream().map(Word::folded).collect(Collectors.joining(" & "));
        return isBeginning(wanted.get(wanted.size() - 1).folded()) ? all + ":*" : all;
    }

    /** One letter begins too much. */
    private static boolean isBeginning(String word) {
        return word.codePointCount(0, word.length()) > 1;
    }

    private static void add(List<Word> words, String text, int start, int end) {
        String folded = folded(text.substring(start, end));
        if (!folded.isEmpty()) {
            words.add(new Word(start, end, folded));
        }
    }

    private static String folded(String word) {
        String plain = word.chars().allMatch(c -> c < 0x80)
                ? word
                : ASIDE.matcher(decomposed(word)).replaceAll("");
        String folded = plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return folded.codePointCount(0, folded.length()) <= LONGEST
                ? folded
                : folded.substring(0, folded.offsetByCodePoints(0, LONGEST));
    }

    private static String decomposed(String word) {
        return Normalizer.normalize(word, Normalizer.Form.NFKD);
    }

    private static boolean isPart(int c, boolean within) {
        return Character.isLetterOrDigit(c) || (within && isMark(c));
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean standsAlone(int c) {
        if (c < 0x80) {
            return false;
        }
        if (Character.isIdeographic(c) || Character.getType(c) == Character.OTHER_SYMBOL) {
            return true;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> Character.isLetterOrDigit(c);
            default -> false;
        };
    }
}
