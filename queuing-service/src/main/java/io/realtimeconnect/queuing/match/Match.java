package io.realtimeconnect.queuing.match;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A match whose conversation stands or stood, as one of the two sees it.
 *
 * @param state {@code open} until the conversation ends, then {@code ended}
 * @param score 40 to 100, more with each common interest
 */
public record Match(
        UUID id,
        UUID conversationId,
        Partner partner,
        List<String> commonInterests,
        int score,
        Instant matchedAt,
        String state,
        @Nullable Instant endedAt) {}
