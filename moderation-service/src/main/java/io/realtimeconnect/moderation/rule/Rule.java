package io.realtimeconnect.moderation.rule;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not to be said.
 *
 * @param expression a word, a phrase, or a pattern in RE2 syntax, held against normalised text
 * @param language the language it is of, null for all
 */
public record Rule(
        UUID id,
        Kind kind,
        String expression,
        String category,
        Severity severity,
        @Nullable String language,
        Instant createdAt,
        Instant updatedAt) {

    /** How the expression is meant. */
    public enum Kind {
        @JsonProperty("word")
        WORD,
        @JsonProperty("phrase")
        PHRASE,
        @JsonProperty("pattern")
        PATTERN
    }

    /** How grave: masked, delivered but shown to moderators, or not delivered. */
    public enum Severity {
        @JsonProperty("low")
        LOW,
        @JsonProperty("medium")
        MEDIUM,
        @JsonProperty("high")
        HIGH
    }
}
