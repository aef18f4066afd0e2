package io.realtimeconnect.moderation.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A complaint about a user, perhaps about one message, and what became of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(
        UUID id,
        UUID reporterId,
        UUID targetUserId,
        @Nullable UUID conversationId,
        @Nullable UUID messageId,
        String reason,
        @Nullable String details,
        Priority priority,
        State state,
        @Nullable UUID claimedBy,
        @Nullable Instant claimedAt,
        @Nullable String decision,
        @Nullable String note,
        Instant createdAt,
        @Nullable Instant resolvedAt) {

    /** Who is in danger comes first. */
    enum Priority {
        @JsonProperty("low")
        LOW,
        @JsonProperty("normal")
        NORMAL,
        @JsonProperty("high")
        HIGH,
        @JsonProperty("urgent")
        URGENT;

        /** Of what the reporter calls it; what is not known is normal. */
        static Priority of(String reason) {
            return switch (reason.toLowerCase(java.util.Locale.ROOT)) {
                case "minor", "self-harm", "violence", "threat" -> URGENT;
                case "harassment", "hate", "sexual", "illegal" -> HIGH;
                case "spam", "advertising", "off-topic" -> LOW;
                default -> NORMAL;
            };
        }
    }

    enum State {
        @JsonProperty("open")
        OPEN,
        @JsonProperty("claimed")
        CLAIMED,
        @JsonProperty("resolved")
        RESOLVED
    }

    /** What the reporter is shown: how it stands, not who looks at it. */
    Report forReporter() {
        return new Report(
                id,
                reporterId,
                targetUserId,
                conversationId,
                messageId,
                reason,
                details,
                priority,
                state,
                null,
                null,
                null,
                null,
                createdAt,
                resolvedAt);
    }
}
