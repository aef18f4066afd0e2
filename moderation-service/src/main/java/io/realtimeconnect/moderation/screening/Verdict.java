package io.realtimeconnect.moderation.screening;

import java.util.List;
import java.util.UUID;

/**
 * What the rules say of a text.
 *
 * @param score 0 for nothing found, towards 1 the more and the graver
 * @param maskedText the text with every match as asterisks
 */
public record Verdict(
        Decision decision, double score, List<String> categories, List<Match> matches, String maskedText) {

    /** A place in the original text, {@code end} exclusive, in UTF-16 units. */
    public record Match(int start, int end, UUID rule) {}
}
