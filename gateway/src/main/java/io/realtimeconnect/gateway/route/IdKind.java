package io.realtimeconnect.gateway.route;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a variable of a template stands for: its name says what a well-formed one looks like and how a malformed one is missed.
 *
 * @param notFound code of the 404
 */
record IdKind(Pattern wellFormed, String notFound) {

    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** {@code service}, {@code part}, {@code policy}, {@code job} and {@code file} are names, all else is a UUID. */
    static IdKind of(String variable) {
        return switch (variable) {
            case "service", "part", "policy", "job", "file" -> new IdKind(NAME, "NOT_FOUND");
            default -> new IdKind(UUID, variable.toUpperCase(Locale.ROOT) + "_NOT_FOUND");
        };
    }
}
