package io.realtimeconnect.moderation.sanction;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a moderator did to a user.
 *
 * @param expiresAt null for one that lasts until it is lifted
 * @param liftedAt null while nobody lifted it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sanction(
        UUID id,
        UUID userId,
        Kind kind,
        String reason,
        @Nullable Instant expiresAt,
        UUID createdBy,
        Instant createdAt,
        @Nullable UUID liftedBy,
        @Nullable Instant liftedAt) {

    /** From mildest to strictest: told, silenced, out for a while, out. */
    public enum Kind {
        @JsonProperty("warn")
        WARN,
        @JsonProperty("mute")
        MUTE,
        @JsonProperty("suspend")
        SUSPEND,
        @JsonProperty("ban")
        BAN
    }

    /** Whether it counts at that time. */
    public boolean inForce(Instant now) {
        return liftedAt == null && (expiresAt == null || expiresAt.isAfter(now));
    }
}
