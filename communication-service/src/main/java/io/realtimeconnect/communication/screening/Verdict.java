package io.realtimeconnect.communication.screening;

import java.util.List;

/**
 * What the rules say of a text.
 *
 * @param maskedText the text with what was found as asterisks
 */
public record Verdict(Decision decision, double score, List<String> categories, String maskedText) {

    /** Under the names of the wire, from harmless to grave. */
    public enum Decision {
        allow,
        mask,
        flag,
        block
    }
}
