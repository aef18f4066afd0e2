package io.realtimeconnect.perf.query;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement without its values: comments gone, literals and parameters as {@code ?}, lists of them as one, blanks as one.
 *
 * @param type {@code select}, {@code insert}, {@code update}, {@code delete} or {@code other}
 * @param table the first table it names, {@code none} if it names none
 */
record SqlFingerprint(String text, String type, String table) {

    private static final int LONGEST = 2_000;
    private static final Pattern COMMENTS = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern VALUES =
            Pattern.compile("'(?:[^']|'')*'|\\$\\d+|(?<![\\w\"])-?\\d+(?:\\.\\d+)?(?![\\w\"])|(?<!:):[A-Za-z]\\w*");
    private static final Pattern LISTS = Pattern.compile("\\(\\s*\\?(?:\\s*,\\s*\\?)+\\s*\\)");
    private static final Pattern ROWS = Pattern.compile("(\\(\\?\\))(?:\\s*,\\s*\\(\\?\\))+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern VERB = Pattern.compile("\\b(insert into|update|delete from|select)\\b");
    private static final Pattern CHANGE =
            Pattern.compile("\\b(insert into|delete from|update)\\s+(?:only\\s+)?([\\w.\"]+)");
    private static final Pattern FROM = Pattern.compile("\\b(?:from|join)\\s+(?:only\\s+)?([\\w.\"]+)");
    private static final Pattern NAMED =
            Pattern.compile("(?:\\bwith(?:\\s+recursive)?|,)\\s+(\\w+)(?:\\s*\\([^)]*\\))?\\s+as\\s");

    static SqlFingerprint of(String sql) {
        String text = COMMENTS.matcher(sql).replaceAll(" ");
        text = VALUES.matcher(text).replaceAll("?");
        text = BLANKS.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
        text = LISTS.matcher(text).replaceAll("(?)");
        text = ROWS.matcher(text).replaceAll("$1");
        if (text.length() > LONGEST) {
            text = text.substring(0, LONGEST) + "…";
        }
        return new SqlFingerprint(text, typeOf(text), tableOf(text));
    }

    /** Whether it only asks if the connection is there. */
    boolean validates() {
        return text.equals("select ?") || text.isEmpty();
    }

    private static String typeOf(String text) {
        Matcher change = CHANGE.matcher(text);
        if (text.startsWith("with") && change.find()) {
            return word(change.group(1));
        }
        Matcher verb = VERB.matcher(text);
        return verb.lookingAt() || (text.startsWith("with") && verb.find()) ? word(verb.group(1)) : "other";
    }

    private static String tableOf(String text) {
        Matcher change = CHANGE.matcher(text);
        if (!text.startsWith("select") && change.find()) {
            return bare(change.group(2));
        }
        Set<String> named = new HashSet<>();
        Matcher names = NAMED.matcher(text);
        while (names.find()) {
            named.add(names.group(1));
        }
        Matcher from = FROM.matcher(text);
        while (from.find()) {
            String table = bare(from.group(1));
            if (!named.contains(table)) {
                return table;
            }
        }
        return "none";
    }

    private static String bare(String name) {
        String unquoted = name.replace("\"", "");
        return unquoted.substring(unquoted.lastIndexOf('.') + 1);
    }

    private static String word(String verb) {
        return verb.split(" ", 2)[0];
    }
}
