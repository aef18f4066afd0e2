package io.realtimeconnect.gateway.route;

/**
 * Paths that mean one thing to this house and could mean another to the next: encoded separators and dots, dot segments, empty
 * segments, path parameters, control characters, broken escapes. No honest client sends one.
 */
final class HostilePath {

    private HostilePath() {}

    static boolean is(String path) {
        if (!path.startsWith("/") || path.contains("//") || path.contains(";") || path.contains("\\")) {
            return true;
        }
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..") || hasHostileEscape(segment)) {
                return true;
            }
        }
        return path.chars().anyMatch(c -> c <= ' ' || c >= 0x7f);
    }

    /** What need not be escaped, or must not be in a path at all, is not escaped by the honest. */
    private static boolean hasHostileEscape(String segment) {
        for (int i = segment.indexOf('%'); i >= 0; i = segment.indexOf('%', i + 1)) {
            if (i + 2 >= segment.length()) {
                return true;
            }
            int high = Character.digit(segment.charAt(i + 1), 16);
            int low = Character.digit(segment.charAt(i + 2), 16);
            int value = high * 16 + low;
            if (high < 0 || low < 0 || value < ' ' || value == 0x7f || "/\\.;%".indexOf(value) >= 0) {
                return true;
            }
        }
        return false;
    }
}
