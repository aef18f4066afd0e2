package io.realtimeconnect.history.interaction;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One conversation, as something that happened between two people.
 *
 * @param id the conversation's
 * @param durationMs up to now while it goes on
 * @param messageCount of both, deleted ones included
 * @param calls how many there were
 */
public record Interaction(
        UUID id,
        Partner partner,
        UUID conversationId,
        Instant startedAt,

        @Schema(description = "null while it goes on") @Nullable
        Instant endedAt,

        long durationMs,
        long messageCount,
        long calls,

        @Schema(description = "open, or why it ended: left, blocked, idle …")
        String outcome) {

    /** @param displayName null when the account is gone or the name cannot be had now */
    public record Partner(UUID id, @Nullable String displayName) {}

    Interaction named(Map<UUID, String> names) {
        return new Interaction(
                id,
                new Partner(partner.id(), names.get(partner.id())),
                conversationId,
                startedAt,
                endedAt,
                durationMs,
                messageCount,
                calls,
                outcome);
    }
}
