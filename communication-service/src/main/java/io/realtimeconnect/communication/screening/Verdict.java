package io.realtimeconnect.communication.screening;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say of a text.
 *
 * @param maskedText the text with what was found as asterisks; null where the decision is not to mask
 */
public record Verdict(
        Decision decision,
        double score,
        List<String> categories,
        @Nullable String maskedText) {

    /** Under the names of the wire, from harmless to grave. */
    public enum Decision {
        allow,
        mask,
        flag,
        block
    }
}
